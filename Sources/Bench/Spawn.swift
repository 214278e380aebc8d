// Command lines and processes: words from text, and a program started from words.

internal import Glibc

/// The words of a command line; quotes of either kind hold a word together, or stand for an empty one.
func splitCommand(_ text: String) throws(BenchError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
        if let open = quote {
            if character == open { quote = nil } else { word!.append(character) }
        } else if character == "\"" || character == "'" {
            quote = character
            word = word ?? ""
        } else if character.isWhitespace {
            if let ended = word { words.append(ended) }
            word = nil
        } else {
            word = (word ?? "") + String(character)
        }
    }
    if quote != nil { throw .usage("a quote is not closed in: \(text)") }
    if let ended = word { words.append(ended) }
    if words.isEmpty { throw .usage("the command to start is empty") }
    return words
}

/// Starts the program that the first word names, its output going to `log`, and answers its process id.
func spawn(_ words: [String], log: String) throws(BenchError) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    unsafe posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var pid: pid_t = 0
    let code = unsafe withCStrings(words) { arguments in
        unsafe withCStrings(ownEnvironment()) { environment in
            unsafe posix_spawnp(&pid, words[0], &actions, nil, arguments, environment)
        }
    }
    guard code == 0 else { throw .failed("\(words[0]) cannot be started: \(unsafe String(cString: strerror(code)))") }
    return pid
}

private func ownEnvironment() -> [String] {
    (readText("/proc/self/environ") ?? "").split(separator: "\0").map(String.init)
}

/// Lends the words as C has them: a list of texts that ends with nothing.
private func withCStrings<Result>(
    _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = unsafe words.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { for unsafe pointer in unsafe pointers { unsafe free(pointer) } }
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
}
