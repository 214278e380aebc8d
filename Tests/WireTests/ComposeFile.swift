// docker-compose.yml and conf/Dockerfile as values: what they say is tried here without a container.

import Bytes
import Foundation
import JSON
import TestSupport
import Testing
import Text

struct ComposeFile: Decodable {
    struct Service: Decodable {
        struct Build: Decodable {
            let context: String
            let dockerfile: String
        }

        struct Dependency: Decodable {
            let condition: String
        }

        let image: String?
        let build: Build?
        let profiles: [String]?
        let environment: [String: String]?
        let entrypoint: [String]?
        let command: [String]?
        let ports: [String]?
        let networks: [String]?
        let volumes: [String]?
        let depends_on: [String: Dependency]?
    }

    struct Network: Decodable {
        let `internal`: Bool?
    }

    struct Volume: Decodable {}

    let services: [String: Service]
    let networks: [String: Network]
    let volumes: [String: Volume]

    /// As it is where nobody has set a variable.
    static func read() throws -> ComposeFile {
        let text = try String(contentsOf: repository.appending(path: "docker-compose.yml"), encoding: .utf8)
        // `${NAME:-what counts where it is not set}`
        let plain = text.replacing(/\$\{[A-Z_]+:-([^}]*)\}/) { $0.output.1 }
        #expect(!plain.contains("${"), "a variable without a default needs an edit")
        return try JSONDecoder().decode(ComposeFile.self, from: jsonOfYAML(plain))
    }

    subscript(name: String) -> Service {
        get throws { try #require(services[name], "docker-compose.yml has no service \(name)") }
    }
}

extension ComposeFile.Service {
    /// The environment as words for `env`.
    var variables: [String] { (environment ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } }

    /// Files of the project that are put into the container, and where.
    var mounts: [(source: String, target: String)] {
        (volumes ?? []).map { $0.split(separator: ":").map(String.init) }.filter { $0[0].hasPrefix(".") }
            .map { ($0[0], $0[1]) }
    }
}

/// The instructions of conf/Dockerfile, in order.
struct Dockerfile {
    let instructions: [(word: String, rest: String)]

    static func read() throws -> Dockerfile {
        let text = try String(contentsOf: repository.appending(path: "conf/Dockerfile"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        return Dockerfile(
            instructions: lines.replacing("\\\n", with: " ").split(separator: "\n").map { line in
                let parts = line.split(separator: " ", maxSplits: 1)
                return (String(parts[0]), String(parts[1]))
            })
    }

    /// What the last instruction of this name says.
    func last(_ word: String) throws -> String {
        try #require(instructions.last { $0.word == word }, "conf/Dockerfile has no \(word)").rest
    }

    /// The words of a list such as `["milepost", "ping"]`.
    func words(_ word: String) throws -> [String] {
        let rest = try last(word)
        let list = try #require(rest.firstIndex(of: "["), "\(word) is no list of words")
        return try JSONDecoder().decode([String].self, from: Data(rest[list...].utf8))
    }
}

let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

func jsonOfYAML(_ text: String) throws -> Data {
    Data(try Array(text.utf8).withView { view throws(TextError) in try TextForm.yaml.read(view, .usual) }.bytes)
}

/// A server as the container runs it, but on this machine alone and in a folder of its own.
func containerServer(variables: [String]) throws -> ServerProcess {
    #expect(try Dockerfile.read().words("CMD") == ["/etc/milepost/docker.conf"])
    return try ServerProcess(
        ["--bind", "127.0.0.1", "--dir", "."], variables: ["-i"] + variables,
        file: repository.appending(path: "conf/docker.conf").path)
}
