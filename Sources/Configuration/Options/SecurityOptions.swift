// The options of the family "Security": who may do what.

extension OptionFamily {
    static let security = OptionFamily(
        "Security", "Who may do what.",
        [
            .requirepass, .enableDebugCommand, .enableProtectedConfigs, .enableModuleCommand, .user,
            .aclfile, .acllogMaxLen, .aclPubsubDefault, .renameCommand, .sanitizeDumpPayload,
        ])
}

package extension Option {
    static let requirepass = Option(
        "requirepass", .text(.any), "", .served, .secret,
        "The password that AUTH must give before anything else is answered; empty asks for none. It is tried "
            + "very fast, so make it long.")

    static let enableDebugCommand = Option(
        "enable-debug-command", .choice(["no", "yes", "local"]), "no", .served, .fixed,
        "Who may call DEBUG: nobody (no), everybody (yes), or clients on this machine (local).")

    static let enableProtectedConfigs = Option(
        "enable-protected-configs", .choice(["no", "yes", "local"]), "no", .served, .fixed,
        "Who may change file names and directories with CONFIG SET: nobody (no), everybody (yes), or clients "
            + "on this machine (local).")

    static let enableModuleCommand = Option(
        "enable-module-command", .choice(["no", "yes", "local"]), "no", .accepted, .fixed,
        "Who may call MODULE.")

    static let user = Option(
        "user", .directive(1...Int.max, example: "alice on >password ~* +@all"), "", .served,
        "A user with a password, key patterns and commands.")

    static let aclfile = Option(
        "aclfile", .text(.any), "", .served, .fixed,
        "A file with one user a line, instead of user lines here.")

    static let acllogMaxLen = Option(
        "acllog-max-len", .integer(.whole), "128", .served,
        "How many refusals ACL LOG remembers.")

    static let aclPubsubDefault = Option(
        "acl-pubsub-default", .choice(["allchannels", "resetchannels"]), "resetchannels", .served,
        "Whether a new user sees all channels or none.")

    static let renameCommand = Option(
        "rename-command", .directive(2...2, example: "CONFIG \"\""), "", .accepted,
        "Gives a command another name, or none at all.")

    static let sanitizeDumpPayload = Option(
        "sanitize-dump-payload", .choice(["no", "yes", "clients"]), "no", .accepted,
        "Whether RESTORE and loading check the inside of every value.")
}
