// What can be known of a body before it is planned. A plan and its commit are one piece, in which everybody waits:
// whoever brings many bodies has them examined in slices first, so that planning need not read and judge them.

/// Most steps have none, and carry no more than a place for it.
package final class Examination: Sendable {
    /// As it is stored.
    let body: [UInt8]
    let references: [KindReference]
    /// What it was judged by.
    private let standards: Standards

    init(_ body: [UInt8], _ references: [KindReference], _ standards: Standards) {
        self.body = body
        self.references = references
        self.standards = standards
    }

    /// Whether planning would come to the same.
    func holds(in store: Store) -> Bool { standards === store.standards }
}

/// Stands for all that bodies are judged by, until one thing of it changes.
final class Standards: Sendable {}

extension Store {
    /// Gives the step what is known of its body; false where planning will refuse it, and say why.
    package func examine(_ step: inout Step) -> Bool {
        let shelf = shelf(of: step.key)
        // Nobody has anything to say of a body that was read already.
        if step.hasCleanBody, let shelf, shelf.terms.takesAnything { return true }
        guard step.key.isInKeyspace, let text = step.action.text else { return true }
        do throws(StoreError) {
            let catalog = shelf?.catalog ?? catalog(step.key.type)
            let body = try read(text, isClean: step.hasCleanBody, of: catalog)
            try catalog?.judge(body, step.key)
            step.examination = Examination(
                body, catalog?.rules?.references(in: body, of: step.key) ?? [], standards)
            return true
        } catch {
            return false
        }
    }
}

extension Catalog {
    /// Refuses a body that its type does not take.
    func judge(_ body: [UInt8], _ key: ResourceKey) throws(StoreError) {
        guard let objection = rules?.objection(to: body, at: key) ?? judge?.objection(to: body, named: key.name) else {
            return
        }
        throw StoreError(.invalid, "\(key.text): \(objection)")
    }
}

extension Action {
    /// The body that it brings, whatever stands there; nil where it brings none, or what it comes to depends on that.
    fileprivate var text: [UInt8]? {
        switch self {
        case .create(let text, _), .update(let text, _, _), .put(let text, _, _): text
        case .patch, .delete, .check, .rollback, .setEnd, .expire: nil
        }
    }
}
