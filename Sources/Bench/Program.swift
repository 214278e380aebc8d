// The benchmark program: reads the command line, runs, and hands the results to the terminal and to files.

internal import Glibc

@main
enum Program {
    static func main() {
        do throws(BenchError) {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            complain("Bench: \(error.message)")
            exit(error.exitStatus)
        }
    }

    private static func run(_ arguments: [String]) throws(BenchError) {
        if arguments.contains("--help") || arguments.contains("-h") {
            print(helpText, terminator: "")
        } else if arguments.first == "instructions" {
            try countInstructions(try InstructionOptions(Array(arguments.dropFirst())))
        } else if arguments.first == "soak" {
            try soak(try SoakOptions(Array(arguments.dropFirst())))
        } else if arguments.first == "persistence" {
            try compare(try Options(Array(arguments.dropFirst()), workloads: Workload.keeping))
        } else if arguments.first == "routing" {
            try compare(try Options(Array(arguments.dropFirst()), workloads: Workload.routing))
        } else if arguments.first == "resources" {
            try compare(try Options(Array(arguments.dropFirst()), workloads: Workload.resources))
        } else {
            try compare(try Options(arguments))
        }
    }

    private static func compare(_ options: Options) throws(BenchError) {
        let report = try Runner(options).run()
        print("\n" + report.tables(), terminator: "")
        if let path = options.jsonPath { try writeText(report.json().rendered() + "\n", to: path) }
        if let path = options.picturePath { try writeText(Picture(report).svg(), to: path) }
    }
}
