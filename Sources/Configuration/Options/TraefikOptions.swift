// The options of the family "Traefik": what Traefik sees of the resources of its types.

extension OptionFamily {
    static let traefik = OptionFamily(
        "Traefik", "What Traefik sees of the resources of its types.",
        [.traefikVersion, .traefikExport, .traefikGuard, .traefikInert])
}

package extension Option {
    static let traefikVersion = Option(
        "traefik-version", .choice(["newest", "3.0", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"]), "newest",
        .served,
        "The version of Traefik that reads the configuration: a field that it does not know is refused.")

    static let traefikExport = Option(
        "traefik-export", .directive(3...3, example: "team-a root team-a-traefik"), "", .served, .fixed,
        "Where a namespace is exported: 'root' gives it a root of its own, for a Traefik of its own, and 'into' puts "
            + "it under the root of another, with its name before those of its objects. The namespace 'default' is "
            + "exported to the root traefik unless a line says otherwise. No root may begin like another, because "
            + "Traefik would read both.")

    static let traefikGuard = Option(
        "traefik-guard", .flag, "yes", .served,
        "Refuses plain keys under a root that would make Traefik reject its whole configuration.")

    static let traefikInert = Option(
        "traefik-inert", .flag, "yes", .served,
        "Exports a middleware that changes nothing and tells the revision which Traefik runs, as soon as there is, or "
            + "was, anything to export. It lets Traefik notice when everything else is gone.")
}
