import CZlib

/// The one content coding that Eureka's clients ask for and send.
enum Gzip {
    /// Fast enough to be made anew after each change, and not a tenth larger than the best.
    private static let level: Int32 = 4

    /// Nil when there is no memory for it.
    static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard bgz_deflate_init(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        var input = bytes
        let isDone = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        guard isDone else { return nil }
        output.removeLast(output.count - Int(stream.total_out))
        return output
    }

    /// Nil when it is no gzip, ends early, or would be larger than the limit: a small body may stand for gigabytes.
    static func decompressed(_ bytes: [UInt8], upTo limit: Int) -> [UInt8]? {
        var stream = z_stream()
        guard bgz_inflate_init(&stream) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        return input.withUnsafeMutableBufferPointer { input -> [UInt8]? in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                let (code, count) = chunk.withUnsafeMutableBufferPointer { chunk -> (Int32, Int) in
                    stream.next_out = chunk.baseAddress
                    stream.avail_out = UInt32(chunk.count)
                    let code = inflate(&stream, Z_NO_FLUSH)
                    return (code, chunk.count - Int(stream.avail_out))
                }
                guard code == Z_OK || code == Z_STREAM_END, output.count + count <= limit else { return nil }
                output.append(contentsOf: chunk[..<count])
                if code == Z_STREAM_END { return output }
                guard count > 0 || stream.avail_in > 0 else { return nil }
            }
        }
    }
}
