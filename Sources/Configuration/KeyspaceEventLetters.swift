// The letters of notify-keyspace-events, in the one order in which CONFIG GET shows them.

enum KeyspaceEventLetters {
    /// Every letter that is understood, as the reply to a wrong one lists them.
    static let known = "Ag$lshzxeKEtmdn"

    /// The letters that `A` stands for.
    private static let everyClass = "g$lshzxetd"
    private static let order = "g$lshzxetdnKEm"

    /// The letters without repeats and in order, with `A` in place of all that it stands for.
    static func canonical(_ letters: String) throws(Refusal) -> String {
        guard letters.allSatisfy(known.contains) else {
            throw Refusal("Invalid event class character. Use '\(known)'.")
        }
        let given = Set(letters.contains("A") ? letters + everyClass : letters)
        guard given.isSuperset(of: everyClass) else { return order.filter(given.contains) }
        return "A" + order.filter { given.contains($0) && !everyClass.contains($0) }
    }
}
