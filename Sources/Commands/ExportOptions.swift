// The options of what Traefik sees, as the exporter takes them.

package import Configuration
package import Exports
internal import Traefik

extension Destinations {
    /// Where the configuration says that namespaces are exported.
    package init(_ configuration: Configuration) throws(Fault) {
        try self.init(configuration.lines(.traefikExport))
    }
}

extension Services {
    package func adoptExports(_ configuration: Configuration) {
        var settings = ExportSettings()
        settings.target = TraefikVersion(target: configuration.text(.traefikVersion)) ?? .newest
        settings.guards = configuration.flag(.traefikGuard)
        settings.showsRevision = configuration.flag(.traefikInert)
        exporter.adopt(settings)
    }
}
