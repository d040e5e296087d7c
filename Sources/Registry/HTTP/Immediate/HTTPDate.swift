import Foundation

/// The present time as HTTP writes it (RFC 9110 §5.6.7), made once a second.
struct HTTPDate {
    private var second: time_t = -1
    private var text = ""

    var now: String {
        mutating get {
            let second = time(nil)
            if second != self.second {
                self.second = second
                text = Self.text(second)
            }
            return text
        }
    }

    private static func text(_ second: time_t) -> String {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        // In English, because this process keeps the C locale.
        return String(unsafeUninitializedCapacity: 32) { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                strftime($0.baseAddress, $0.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            }
        }
    }
}
