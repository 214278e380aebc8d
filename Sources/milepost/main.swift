// The executable: everything it does stands in `Program`.

internal import Server

Program.main(Array(CommandLine.arguments.dropFirst()))
