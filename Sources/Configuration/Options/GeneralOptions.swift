// The options of the family "General": the process, its files and its pace.

extension OptionFamily {
    static let general = OptionFamily(
        "General", "The process, its files and its pace.",
        [
            .include, .dir, .databases, .pidfile, .hz, .alwaysShowLogo, .daemonize, .supervised,
            .setProcTitle, .procTitleTemplate, .dynamicHz, .ignoreWarnings, .availabilityZone,
            .extendedRedisCompatibility, .localeCollate, .shutdownTimeout, .shutdownOnSigint,
            .shutdownOnSigterm, .serverCpulist, .bioCpulist, .aofRewriteCpulist, .bgsaveCpulist,
            .busyReplyThreshold, .loadmodule, .watchdogPeriod, .useExitOnPanic, .enableDebugAssert,
            .debugContext, .reqResLogfile, .clientDefaultResp, .luaReplicateCommands, .ioThreadsDoReads,
        ])
}

package extension Option {
    static let include = Option(
        "include", .directive(1...1, example: "/etc/milepost/more.conf"), "", .served,
        "Reads another file in this place; a pattern such as conf.d/*.conf reads every file that fits. A "
            + "relative path starts at the directory in which the server was started.")

    static let dir = Option(
        "dir", .text(.notEmpty("dir")), "./", .served, .protected,
        "The working directory, in which the server's files lie.")

    static let databases = Option(
        "databases", .integer(1...Int(Int32.max)), "16", .served, .fixed,
        "How many databases SELECT can choose from.")

    static let pidfile = Option(
        "pidfile", .text(.any), "", .served, .fixed,
        "A file that holds the process number while the server runs.")

    static let hz = Option(
        "hz", .clampedInteger(.natural, to: 1...500), "10", .served,
        "How many times a second the server does its background work.")

    static let alwaysShowLogo = Option(
        "always-show-logo", .flag, "no", .served, .fixed,
        "Greets with the logo even if the log does not go to a terminal.")

    static let daemonize = Option(
        "daemonize", .flag, "no", .accepted, .fixed,
        "Goes to the background after the start. Leave that to systemd, Docker or a shell.")

    static let supervised = Option(
        "supervised", .choice(["upstart", "systemd", "auto", "no"]), "no", .served, .fixed,
        "Which supervisor to tell that the server is ready, and that it ends: systemd, or auto for systemd where it "
            + "has set NOTIFY_SOCKET. upstart is told nothing.")

    static let setProcTitle = Option(
        "set-proc-title", .flag, "yes", .accepted, .fixed,
        "Shows addresses and mode in the process list.")

    static let procTitleTemplate = Option(
        "proc-title-template", .text(.titleTemplate), "{title} {listen-addr} {server-mode}", .accepted,
        "What the process list shows.")

    static let dynamicHz = Option(
        "dynamic-hz", .flag, "yes", .accepted,
        "Works more often in the background when many clients are connected.")

    static let ignoreWarnings = Option(
        "ignore-warnings", .text(.any), "", .accepted,
        "Warnings about the system that must not stop the start.")

    static let availabilityZone = Option(
        "availability-zone", .text(.any), "", .served,
        "The zone of the data centre, for clients that ask.")

    static let extendedRedisCompatibility = Option(
        "extended-redis-compatibility", .flag, "no", .accepted,
        "Calls itself Redis where clients look for that name.")

    static let localeCollate = Option(
        "locale-collate", .text(.any), "", .accepted,
        "The locale whose order SORT ALPHA follows.")

    static let shutdownTimeout = Option(
        "shutdown-timeout", .integer(.natural), "10", .accepted,
        "How many seconds a shutdown waits for replicas that lag.")

    static let shutdownOnSigint = Option(
        "shutdown-on-sigint", .choices(["default", "save", "nosave", "now", "force"]), "default", .served,
        "What SIGINT does before the server ends.")

    static let shutdownOnSigterm = Option(
        "shutdown-on-sigterm", .choices(["default", "save", "nosave", "now", "force"]), "default", .served,
        "What SIGTERM does before the server ends.")

    static let serverCpulist = Option(
        "server-cpulist", alias: "server_cpulist", .text(.any), "", .accepted, .fixed,
        "The processors for the main thread.")

    static let bioCpulist = Option(
        "bio-cpulist", alias: "bio_cpulist", .text(.any), "", .accepted, .fixed,
        "The processors for background threads.")

    static let aofRewriteCpulist = Option(
        "aof-rewrite-cpulist", alias: "aof_rewrite_cpulist", .text(.any), "", .accepted, .fixed,
        "The processors for rewriting the append-only file.")

    static let bgsaveCpulist = Option(
        "bgsave-cpulist", alias: "bgsave_cpulist", .text(.any), "", .accepted, .fixed,
        "The processors for saving in the background.")

    static let busyReplyThreshold = Option(
        "busy-reply-threshold", alias: "lua-time-limit", .integer(.whole), "5000", .accepted,
        "After how many milliseconds a running script lets others hear that the server is busy.")

    static let loadmodule = Option(
        "loadmodule", .directive(1...Int.max, example: "/path/to/module.so"), "", .accepted,
        "Loads a module at the start. There are no modules here.")

    static let watchdogPeriod = Option(
        "watchdog-period", .integer(.natural), "0", .accepted, .hidden,
        "Reports where the server hangs after so many milliseconds.")

    static let useExitOnPanic = Option(
        "use-exit-on-panic", .flag, "no", .served, .hidden,
        "Exits instead of aborting when the server finds a bug in itself.")

    static let enableDebugAssert = Option(
        "enable-debug-assert", .flag, "no", .accepted, [.fixed, .hidden],
        "Runs costly checks of internal consistency.")

    static let debugContext = Option(
        "debug-context", .text(.any), "", .accepted, .hidden,
        "A remark that crash reports repeat.")

    static let reqResLogfile = Option(
        "req-res-logfile", .text(.any), "", .accepted, [.fixed, .hidden],
        "Where builds for schema checks write each request and reply.")

    static let clientDefaultResp = Option(
        "client-default-resp", .integer(2...3), "2", .accepted, [.fixed, .hidden],
        "The protocol version of a new client in builds for schema checks.")

    static let luaReplicateCommands = Option(
        "lua-replicate-commands", .directive(1...1, example: "yes"), "", .accepted, .hidden,
        "Once chose how scripts are replicated.")

    static let ioThreadsDoReads = Option(
        "io-threads-do-reads", .directive(1...1, example: "yes"), "", .accepted, .hidden,
        "Once chose whether threads read as well as write.")
}
