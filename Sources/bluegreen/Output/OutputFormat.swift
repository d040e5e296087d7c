import ArgumentParser

/// How a verb prints its result.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
}
