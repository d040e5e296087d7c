import ArgumentParser

/// Runs one command line from its words to the exit code.
enum Launch {
    /// Not isolated to the main actor, on which `@main` starts.
    @concurrent
    static func run(_ words: [String]) async -> Int32 {
        do {
            let command = try Bluegreen.parseAsRoot(words)
            guard var asynchronous = command as? any AsyncParsableCommand else {
                var command = command
                try command.run()
                return ExitStatus.reached.rawValue
            }
            try await asynchronous.run()
            return ExitStatus.reached.rawValue
        } catch let status as ExitStatus {
            return status.rawValue
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return report(error, words)
        }
    }

    /// Help and version go to stdout; every failure is one sentence on stderr.
    private static func report(_ error: any Error, _ words: [String]) -> Int32 {
        if let failure = Failure(error) {
            Terminal.talk("bluegreen: \(failure.sentence)")
            return failure.status.rawValue
        }
        guard Bluegreen.exitCode(for: error) != .success else {
            Terminal.tell(Bluegreen.fullMessage(for: error))
            return ExitStatus.reached.rawValue
        }
        if let word = words.first, !word.hasPrefix("-"), word != "help", !Bluegreen.verbs.contains(word) {
            let suggestion = Suggestion(for: word, among: Bluegreen.verbs)
            Terminal.talk("bluegreen: there is no command \"\(word)\"\(suggestion) See `bluegreen --help`")
            return ExitStatus.usage.rawValue
        }
        let verb = words.first { !$0.hasPrefix("-") }.flatMap { word in
            Bluegreen.verbs.contains(word) ? " \(word)" : nil
        }
        let sentence = UsageSentence(message: Bluegreen.message(for: error), help: "bluegreen\(verb ?? "") --help")
        Terminal.talk("bluegreen: \(sentence)")
        return ExitStatus.usage.rawValue
    }
}

extension Bluegreen {
    /// What the first word of a command line can be.
    static var verbs: [String] { configuration.subcommands.map { $0._commandName } }
}
