// A moment as people on this machine write it.

internal import CLinux

package struct LocalTime {
    package let year, month, day, hour, minute, second, millisecond: Int
    /// Minutes east of Greenwich.
    package let offset: Int

    package init(milliseconds: Int64) {
        var seconds = time_t(milliseconds / 1000)
        var broken = unsafe tm()
        unsafe localtime_r(&seconds, &broken)
        year = unsafe Int(broken.tm_year) + 1900
        month = unsafe Int(broken.tm_mon) + 1
        day = unsafe Int(broken.tm_mday)
        hour = unsafe Int(broken.tm_hour)
        minute = unsafe Int(broken.tm_min)
        second = unsafe Int(broken.tm_sec)
        millisecond = Int(milliseconds % 1000)
        offset = unsafe Int(broken.tm_gmtoff) / 60
    }
}
