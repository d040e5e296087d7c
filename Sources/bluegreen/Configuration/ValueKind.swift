import Controller
import Foundation
import Logging
import RolloutCore

/// What a configuration value may look like.
enum ValueKind: Hashable, Sendable {
    case text
    case duration
    /// `auto` or a duration.
    case automaticOrDuration
    case choice([String])
    case flag
    /// A whole number from 1.
    case count
    /// `host:port` to listen on; port 0 takes a free one.
    case listenAddress
    case endpoint
    /// `http://` addresses, separated by commas.
    case addresses
    /// Names, separated by commas.
    case names
    /// `user:password`.
    case credential
    /// `3` or `25%`.
    case amount
    /// Amounts, separated by commas.
    case amounts
    /// A list of checks in one line, as `AnalysisText` writes it.
    case checks
    /// One `http://` address.
    case address
    /// `RolloutWindow`s, separated by semicolons, since days are separated by commas.
    case windows

    /// What stands between the values of a list; nil when there is one value only.
    var separator: Character? {
        switch self {
        case .amounts, .addresses, .names: ","
        case .windows: ";"
        default: nil
        }
    }

    /// The values of a list, without the blanks around them.
    func values(in text: String) -> [String] {
        guard let separator else { return [text] }
        return text.split(separator: separator, omittingEmptySubsequences: false).map { part in
            part.trimmingCharacters(in: .whitespaces)
        }
    }

    /// What is wrong with a text, as the end of a sentence; nil when nothing is.
    func fault(in text: String) -> String? {
        switch self {
        case .text:
            text.isEmpty ? "must not be empty" : nil
        case .duration:
            DurationText.parse(text) == nil ? "is not a duration: write 500ms, 30s, 10m or 1h" : nil
        case .automaticOrDuration:
            text != "auto" && DurationText.parse(text) == nil ? "is neither auto nor a duration such as 30s" : nil
        case .choice(let words):
            words.contains(text)
                ? nil : "is none of \(words.joined(separator: ", "))\(Suggestion(for: text, among: words))"
        case .flag:
            ["true", "false"].contains(text) ? nil : "is neither true nor false"
        case .count:
            Int(text).map { $0 > 0 } == true ? nil : "is not a whole number from 1"
        case .listenAddress:
            ListenAddress(text) == nil ? "is not an address to listen on: write host:port" : nil
        case .endpoint:
            Endpoint(text) == nil ? "is not an endpoint: write host:port" : nil
        case .addresses:
            fault(inAddresses: text)
        case .amount:
            Amount(text) == nil ? "is not an amount: write 3 or 25%" : nil
        case .amounts:
            values(in: text).allSatisfy { Amount($0) != nil } ? nil : "is not a list of amounts: write [1, 50%, 100%]"
        case .names:
            values(in: text).allSatisfy { !$0.isEmpty } ? nil : "is not a list of names, separated by commas"
        case .windows:
            fault(inWindows: text)
        case .checks:
            fault(inChecks: text)
        case .address:
            fault(inAddresses: text) == nil && !text.contains(",") ? nil : "is no address: write http://host:port"
        case .credential:
            text.split(separator: ":", maxSplits: 1).count == 2 ? nil : "is not of the form user:password"
        }
    }

    private func fault(inWindows text: String) -> String? {
        for window in values(in: text) {
            do throws(RolloutWindow.Fault) {
                _ = try RolloutWindow(window)
            } catch {
                return "cannot be kept: \(error)"
            }
        }
        return nil
    }

    private func fault(inChecks text: String) -> String? {
        do throws(AnalysisText.Fault) {
            _ = try AnalysisText.checks(in: text)
            return nil
        } catch {
            return error.sentence
        }
    }

    private func fault(inAddresses text: String) -> String? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
        let isFine = parts.allSatisfy { part in
            ["http://", "https://"].contains { part.hasPrefix($0) && part.count > $0.count }
        }
        return isFine ? nil : "is not a list of addresses: write http://host:port/eureka, separated by commas"
    }
}
