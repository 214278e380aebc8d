// An event on its way to one listener, and the way of all events of a commit.

internal import Bytes
internal import Resources

struct EventFrame {
    let subscriber: any Subscriber
    private let event: EventText
    private let form: EventText.Form
    private let kind: SubscriptionKind
    private let pattern: ByteString

    init(
        _ subscriber: any Subscriber, _ event: EventText, _ form: EventText.Form, _ kind: SubscriptionKind = .channel,
        _ pattern: ByteString = ""
    ) {
        self.subscriber = subscriber
        self.event = event
        self.form = form
        self.kind = kind
        self.pattern = pattern
    }

    /// - Parameter hasMore: further events of the same commit follow to this listener.
    func send(hasMore: Bool) {
        let text = event.text(hasMore ? form.union(.hasMore) : form)
        pattern.withView { pattern in
            event.channel.withView { channel in
                text.withView { payload in
                    event.keyBytes.withView { key in
                        subscriber.deliver(Message(kind, pattern, channel, payload, key: key))
                    }
                }
            }
        }
    }
}

/// Hands out the events of one commit. The last one for each listener is kept back until it is known whether another
/// follows, since every event says so.
struct EventRound {
    private var kept: [UInt64: EventFrame] = [:]

    mutating func hand(_ frame: EventFrame) {
        kept.updateValue(frame, forKey: frame.subscriber.subscriberID)?.send(hasMore: true)
    }

    func finish() {
        for frame in kept.values { frame.send(hasMore: false) }
    }
}
