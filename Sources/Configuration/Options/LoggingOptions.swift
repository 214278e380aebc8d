// The options of the family "Logging": what the server tells about itself.

extension OptionFamily {
    static let logging = OptionFamily(
        "Logging", "What the server tells about itself.",
        [
            .loglevel, .logfile, .logFormat, .logTimestampFormat, .hideUserDataFromLog, .latencyTracking,
            .latencyTrackingInfoPercentiles, .latencyMonitorThreshold, .slowlogLogSlowerThan,
            .slowlogMaxLen, .syslogEnabled, .syslogIdent, .syslogFacility, .crashLogEnabled,
            .crashMemcheckEnabled,
        ])
}

package extension Option {
    static let loglevel = Option(
        "loglevel", .choice(["debug", "verbose", "notice", "warning", "nothing"]), "notice", .served,
        "How much is logged, from everything to nothing.")

    static let logfile = Option(
        "logfile", .text(.any), "", .served, .fixed,
        "The file to log to; empty means the standard output.")

    static let logFormat = Option(
        "log-format", .choice(["legacy", "logfmt", "json"]), "legacy", .served,
        "The form of a log line: legacy as Redis writes it, or logfmt or json for programs.")

    static let logTimestampFormat = Option(
        "log-timestamp-format", .choice(["legacy", "iso8601", "milliseconds"]), "legacy", .served,
        "The form of the time in a log line: legacy, iso8601, or milliseconds since 1970.")

    static let hideUserDataFromLog = Option(
        "hide-user-data-from-log", .flag, "yes", .served,
        "Keeps keys, values and names of clients out of the log.")

    static let latencyTracking = Option(
        "latency-tracking", .flag, "yes", .served,
        "Measures how long every command takes, for INFO latencystats and LATENCY HISTOGRAM.")

    static let latencyTrackingInfoPercentiles = Option(
        "latency-tracking-info-percentiles", .percentiles, "50 99 99.9", .served,
        "The percentiles that INFO latencystats shows.")

    static let latencyMonitorThreshold = Option(
        "latency-monitor-threshold", .integer(.whole), "0", .served,
        "Remembers events that took at least this many milliseconds; 0 remembers none.")

    static let slowlogLogSlowerThan = Option(
        "slowlog-log-slower-than", .integer(-1...Int.max), "10000", .served,
        "Remembers commands that took at least this many microseconds; 0 remembers all, -1 none.")

    static let slowlogMaxLen = Option(
        "slowlog-max-len", .integer(.whole), "128", .served,
        "How many slow commands are remembered.")

    static let syslogEnabled = Option(
        "syslog-enabled", .flag, "no", .accepted, .fixed,
        "Logs to the system log too.")

    static let syslogIdent = Option(
        "syslog-ident", .text(.any), "milepost", .accepted, .fixed,
        "The server's name in the system log.")

    static let syslogFacility = Option(
        "syslog-facility",
        .choice(["user", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"]),
        "local0", .accepted, .fixed,
        "The server's facility in the system log.")

    static let crashLogEnabled = Option(
        "crash-log-enabled", .flag, "yes", .served,
        "Writes a report into the log when the server crashes.")

    static let crashMemcheckEnabled = Option(
        "crash-memcheck-enabled", .flag, "yes", .accepted,
        "Tests the memory after a crash.")
}
