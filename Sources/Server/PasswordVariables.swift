// Passwords that come by the environment, as containers and supervisors hand them over.
//
//     MILEPOST_PASSWORD_ADMIN=secret                  is a password of the user `admin`
//     MILEPOST_PASSWORD_ADMIN_FILE=/run/secrets/admin  names a file that holds it

internal import Configuration
internal import Platform

struct PasswordVariables {
    private static let beginning = "MILEPOST_PASSWORD_"
    private static let fileEnding = "_FILE"

    /// What was given, by the end of the variable's name. What is empty counts as not given.
    private var given: [String: String]

    init(_ variables: [String: String]) {
        given = [:]
        for (name, value) in variables where name.hasPrefix(Self.beginning) && !value.isEmpty {
            given[String(name.dropFirst(Self.beginning.count))] = value
        }
    }

    /// The password of a user; nil where none is given.
    func password(of user: String) throws(UsersMistake) -> String? {
        let name = Self.ending(for: user)
        if let password = given[name] { return password }
        guard let path = given[name + Self.fileEnding] else { return nil }
        do throws(Errno) {
            let line = try File.read(path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[0]
            return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
        } catch {
            throw UsersMistake(
                sentence: "\(Self.beginning)\(name)\(Self.fileEnding) names '\(path)', which can't be read: "
                    + "\(error.text)")
        }
    }

    /// Gives the users of a configuration their passwords, beside those that they have there.
    func add(to configuration: inout Configuration) throws(UsersMistake) {
        guard !given.isEmpty else { return }
        guard configuration.text(.aclfile).isEmpty else {
            throw UsersMistake(
                sentence: "\(Self.beginning)\(given.keys.sorted()[0]) is set, but the users come from the aclfile "
                    + "'\(configuration.text(.aclfile))', which alone says what their passwords are")
        }
        var lines = configuration.lines(.user)
        for index in lines.indices {
            if let password = try password(of: lines[index][0]) { lines[index].append(">" + password) }
        }
        configuration.setLines(lines, of: .user)
        let names = lines.map { $0[0] }
        if !names.contains("default"), let password = try password(of: "default") {
            try? configuration.set("requirepass", to: [password], from: .commandLine)
        }
        try refuseStrangers(among: names + ["default"])
    }

    private func refuseStrangers(among users: [String]) throws(UsersMistake) {
        let known = users.map(Self.ending)
        for name in given.keys.sorted() where !known.contains(name) {
            if name.hasSuffix(Self.fileEnding), known.contains(String(name.dropLast(Self.fileEnding.count))) {
                continue
            }
            throw UsersMistake(
                sentence: "\(Self.beginning)\(name) is set, but no user of the configuration has that name; there are "
                    + users.joined(separator: ", "))
        }
    }

    /// In capitals, with an underscore for whatever no variable's name may hold.
    private static func ending(for user: String) -> String {
        String(user.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? Character($0.uppercased()) : "_" })
    }
}
