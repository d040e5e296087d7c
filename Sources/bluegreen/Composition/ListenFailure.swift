import Foundation
import NIOCore

/// Why a process cannot listen, in one sentence.
struct ListenFailure {
    /// Nil when the error has nothing to do with listening.
    let failure: Failure?

    init(_ error: any Error, address: ListenAddress, option: String) {
        switch error {
        case let error as IOError:
            failure = Self.failure(error.errnoCode, address, option)
        case is SocketAddressError:
            failure = Failure(.unavailable, "cannot listen on \(address): \(address.host) has no known address")
        default:
            failure = nil
        }
    }

    private static func failure(_ code: CInt, _ address: ListenAddress, _ option: String) -> Failure {
        switch code {
        case EADDRINUSE:
            Failure(
                .unavailable,
                "cannot listen on \(address): port \(address.port) is in use by another process; "
                    + "choose another with \(option)")
        case EACCES:
            Failure(
                .notPermitted, "cannot listen on \(address): not permitted; choose a port above 1023 with \(option)")
        case EADDRNOTAVAIL:
            Failure(.unavailable, "cannot listen on \(address): \(address.host) is not an address of this machine")
        default:
            Failure(.unavailable, "cannot listen on \(address): \(String(cString: strerror(code)))")
        }
    }
}
