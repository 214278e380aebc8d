// Made by Tests/Tools/traefik-facts.py from the facts about Traefik: the versions that can be aimed at.

extension FactTable {
    static let versions = """
        3.0
        3.1
        3.2
        3.3
        3.4
        3.5
        3.6
        3.7
        """
}
