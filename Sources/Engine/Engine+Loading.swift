// What comes back from disk: keys that are taken in without anybody being told of them.

package import Bytes
package import Keyspace

extension Engine {
    /// While a log is run again nothing ends: what ended then was deleted by the log itself.
    package func beginReplay() {
        instant = Instant(milliseconds: 0, countsUse: countsUse, accessClock: instant.accessClock)
    }

    package func endReplay(at milliseconds: Int64) {
        settleLoaded()
        setTime(milliseconds)
    }

    /// Makes room for so many keys at once, where there are none.
    package func expect(_ keys: Int, in database: Int) {
        keyspace[database].reserve(keys)
    }

    /// Takes in a key. Until `settleLoaded` it may not be there.
    package func load(
        _ key: ByteView, _ content: StringContent, until moment: Int64?, use: PastUse? = nil, in database: Int
    ) {
        keyspace[database].load(key, content, until: moment, use: use, now: instant)
        if moment != nil { endsGiven += 1 }
    }

    /// What was loaded is in its place from now on.
    package func settleLoaded() {
        for database in keyspace.databases { database.settleArrivals() }
    }
}
