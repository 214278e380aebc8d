// The program `milepost`: understands its arguments, prepares the place, starts the server and stops it on a signal.

internal import Bytes
internal import Commands
internal import Configuration
internal import Durability
internal import Dispatch
internal import Exports
internal import Platform

package enum Program {
    /// Runs the program with the arguments after its name. Returns only to end the process.
    package static func main(_ arguments: [String]) -> Never {
        do throws(ToolMistake) {
            if let tool = try FolderTool(arguments) { finish(tool.run()) }
            if let tool = try PingTool(arguments) { finish(tool.run()) }
        } catch {
            fail(error.text, status: ToolMistake.status)
        }
        do throws(ConfigurationError) {
            switch try Invocation(arguments: arguments) {
            case .help: finish(printing: help)
            case .version: finish(printing: versionLine)
            case .run(let launch): try run(launch)
            }
        } catch {
            fail("\(error)")
        }
    }

    private static func run(_ launch: Launch) throws(ConfigurationError) -> Never {
        var configuration = try launch.configuration(
            reading: { path throws(Errno) in try File.read(path) }, finding: { File.paths(matching: $0) },
            standardInput: { (try? File.readStandardInput()) ?? [] })
        do throws(UsersMistake) {
            try PasswordVariables(ProcessVariables.all).add(to: &configuration)
            try Server.checkUsers(of: configuration)
        } catch {
            fail("The users can't be loaded: \(error.sentence)")
        }
        do throws(Destinations.Fault) {
            _ = try Destinations(configuration)
        } catch {
            fail("The option traefik-export: \(error.text)")
        }
        if launch.onlyChecks { finish(printing: "The configuration is good.\n") }
        RawMemory.tuneForOneThread()
        let log = Log()
        log.configure(configuration)
        let folder = File.currentDirectory
        let file = launch.file.map { $0.hasPrefix("/") ? $0 : folder + "/" + $0 } ?? ""
        let absolute = prepare(configuration, log)
        start(absolute, file, folder, log)
    }

    /// Goes to the data folder, made where it is not there, and checks that the log can be written.
    private static func prepare(_ configuration: Configuration, _ log: Log) -> Configuration {
        let folder = configuration.text(.dir)
        do throws(Errno) {
            try File.makeDirectory(folder)
            try File.changeDirectory(to: folder)
        } catch {
            fail("Can't use the data folder '\(folder)': \(error.text). Choose another with --dir.")
        }
        do throws(Errno) {
            try log.tryOpening()
        } catch {
            fail(
                "Can't open the log file '\(configuration.text(.logfile))': \(error.text). Choose another with "
                    + "--logfile, or none for standard output.")
        }
        var absolute = configuration
        try? absolute.set("dir", to: [File.currentDirectory], from: .commandLine)
        return absolute
    }

    private static func start(
        _ configuration: Configuration, _ file: String, _ folder: String, _ log: Log
    ) -> Never {
        let processID = ProcessFigures.processID
        log.notice("oO0OoO0OoO0Oo Milepost is starting oO0OoO0OoO0Oo")
        log.notice("Milepost version=\(Server.version), bits=64, pid=\(processID), just started")
        if file.isEmpty {
            log.notice("No configuration file was given: the defaults are used. conf/milepost.conf explains them.")
        }
        for option in configuration.withoutEffect {
            log.warning("The option '\(option.name)' is known but has no effect in this version")
        }
        if configuration.flag(.crashLogEnabled) {
            CrashReport.install(for: "Milepost \(Server.version)", log: configuration.text(.logfile))
        }
        do throws(Errno) {
            let mailbox = try Mailbox<Letter>()
            let server = try Server(
                configuration: configuration, file: file, startFolder: folder, log: log, mailbox: mailbox)
            loadUsers(of: server)
            takeFolder(of: server)
            open(server, log)
            log.notice("Running mode=standalone, port=\(server.port). PID: \(processID)")
            log.notice("Server initialized")
            openData(of: server)
            host(server, mailbox, processFile: configuration.text(.pidfile))
        } catch {
            fail("The server can't start: \(error)")
        }
    }

    private static func loadUsers(of server: Server) {
        do throws(UsersMistake) {
            try server.loadUsers()
        } catch {
            server.log.warning("Aborting startup because of ACL errors: \(error.sentence)")
            fail("The users can't be loaded: \(error.sentence)")
        }
    }

    private static func takeFolder(of server: Server) {
        do throws(StartFailure) {
            try server.takeFolder()
        } catch {
            server.log.warning("Aborting startup: \(error.text)")
            fail(error.text)
        }
    }

    private static func openData(of server: Server) {
        do throws(StartFailure) {
            try server.openData()
        } catch {
            server.log.warning("Fatal error loading the DB: \(error.text)")
            fail("The data can't be loaded: \(error.text)")
        }
    }

    private static func open(_ server: Server, _ log: Log) {
        do throws(ListenFailure) {
            try server.listen()
        } catch {
            log.warning("Failed listening on \(error.address): \(error.error.text), aborting.")
            fail(
                "Can't listen on \(error.address): \(error.error.text). Is another server running there? Choose "
                    + "another port with --port, for HTTP with --http-port, or addresses of this machine with --bind.")
        }
    }

    /// Puts the loop on a queue of its own and waits for its end.
    private static func host(
        _ server: Server, _ mailbox: Mailbox<Letter>, processFile: String
    ) -> Never {
        if !processFile.isEmpty {
            try? File.write(Array("\(ProcessFigures.processID)\n".utf8), to: processFile)
        }
        let signals = stopOnSignals(mailbox, server.stopSignals)
        let letter = Handover(server)
        let ended = DispatchSemaphore(value: 0)
        DispatchQueue(label: "milepost.loop", qos: .userInteractive).async {
            letter.value.run()
            ended.signal()
        }
        withExtendedLifetime(signals) { ended.wait() }
        if !processFile.isEmpty { File.remove(processFile) }
        server.log.warning("Milepost is now ready to exit, bye bye...")
        ProcessFigures.exit(0)
    }

    /// The first signal asks the loop to stop; a second one does not wait for it.
    private static func stopOnSignals(_ mailbox: Mailbox<Letter>, _ count: SignalCount) -> Signals {
        let queue = DispatchQueue(label: "milepost.signals")
        return Signals([Signals.interrupt, Signals.terminate, Signals.hangUp], on: queue) { number in
            if number == Signals.hangUp { return mailbox.post(.reopenLog) }
            if count.next() > 1 {
                Durability.removeDraft()
                ProcessFigures.exit(1)
            }
            mailbox.post(.shutDown(number))
        }
    }

    // MARK: Words

    private static let versionLine =
        "Milepost \(Server.version) (compatible with Redis \(Compatibility.version))\n"

    private static let help = """
        Usage: milepost [file] [--option value ...] [-]
               milepost - (read the configuration from standard input)
               milepost --check-config [file] [--option value ...]
               milepost check or repair [option ...] FOLDER (see milepost check --help)
               milepost ping [file] [option ...] (see milepost ping --help)
               milepost -v or --version
               milepost -h or --help

        Examples:
               milepost                          on 127.0.0.1 and ::1, port 6379, with the defaults
               milepost conf/milepost.conf
               milepost --port 7000 --dir /var/lib/milepost
               milepost conf/milepost.conf --loglevel verbose

        conf/milepost.conf explains every option.

        """

    private static func finish(printing text: String) -> Never {
        finish((text, 0))
    }

    private static func finish(_ result: (text: String, status: Int32)) -> Never {
        try? File.write(Array(result.text.utf8), to: 1)
        ProcessFigures.exit(result.status)
    }

    static func fail(_ sentence: String, status: Int32 = 1) -> Never {
        try? File.write(Array("milepost: \(sentence)\n".utf8), to: 2)
        ProcessFigures.exit(status)
    }
}
