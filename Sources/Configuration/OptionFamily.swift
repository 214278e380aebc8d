// The families that the options are declared in, in the order in which conf/milepost.conf shows them.

package struct OptionFamily: Sendable {
    package let title: String
    package let introduction: String
    package let options: [Option]

    init(_ title: String, _ introduction: String, _ options: [Option]) {
        self.title = title
        self.introduction = introduction
        self.options = options
    }

    package static let all = [
        network, http, general, logging, security, keys, resources, traefik, clients,
        memory, encodings, persistence, replication, cluster, tls,
    ]
}
