// Random input without end, as long as MILEPOST_FUZZ_SECONDS says (all fuzzers together; five unless it is set).
//
// Every round has a seed that follows from the one that is printed, so that MILEPOST_SEED brings the same rounds in
// the same order. A crash says which fuzzer it was: the last one whose round was announced.

import Foundation
import Testing
import TestSupport

enum Fuzzer: String, CaseIterable, CustomTestStringConvertible {
    case bytes
    case pipelines
    case pieces
    case calls
    case strangeCalls
    case keyspace
    case snapshots
    case logs
    case json
    case text
    case http

    var testDescription: String { rawValue }

    /// One round; what is wrong, if anything is.
    func round(_ seed: UInt64) -> String? {
        switch self {
        case .bytes: WireFuzz(seed: seed).randomBytes()
        case .pipelines: WireFuzz(seed: seed).spoiledPipeline()
        case .pieces: WireFuzz(seed: seed).piecemeal()
        case .calls: CallFuzz(seed: seed, isAggressive: false).run()
        case .strangeCalls: CallFuzz(seed: seed, isAggressive: true).run()
        case .keyspace: keyspaceRound(seed)
        case .snapshots: JournalFuzz(seed: seed).snapshot()
        case .logs: JournalFuzz(seed: seed).log()
        case .json: JSONFuzz(seed: seed).run()
        case .text: TextFuzz(seed: seed).run()
        case .http: HTTPFuzz(seed: seed).run()
        }
    }

    private func keyspaceRound(_ seed: UInt64) -> String? {
        let trace = DatabaseTrace(seed: seed, keyCount: [10, 100, 2_000][Int(seed % 3)])
        return trace.run(steps: 1_000) ? nil : trace.disagreement
    }
}

@Suite(.serialized) struct FuzzTests {
    private static let seconds = ProcessInfo.processInfo.environment["MILEPOST_FUZZ_SECONDS"].flatMap(Double.init) ?? 5

    @Test(arguments: Fuzzer.allCases) func nothingBreaks(_ fuzzer: Fuzzer) {
        print("Fuzzing \(fuzzer.rawValue) from MILEPOST_SEED=\(Seeds.ofThisRun)")
        let end = ContinuousClock.now + .seconds(Self.seconds / Double(Fuzzer.allCases.count))
        var rounds: UInt64 = 0
        repeat {
            if let fault = fuzzer.round(Seeds.ofThisRun &+ rounds) {
                Issue.record("round \(rounds): \(fault)")
                return
            }
            rounds += 1
        } while ContinuousClock.now < end
        print("\(rounds) rounds of \(fuzzer.rawValue)")
    }
}
