import Foundation
import TestSupport

/// nginx of Debian's package, in the foreground, with a configuration and a directory of its own.
///
/// It is one process, because a worker would outlive a master that was killed.
struct Nginx {
    let port: Int
    private let directory: TemporaryDirectory
    private let child: ChildProcess

    private static let executable = "/usr/sbin/nginx"

    static func start(in directory: TemporaryDirectory) async throws -> Nginx {
        let port = try FreePort.allocate()[0]
        try directory.write(configuration(port: port), to: "nginx/nginx.conf")
        for folder in ["plain", "gzip"] { try directory.write("", to: "nginx/\(folder)/.keep") }
        let root = directory.url.appendingPathComponent("nginx")
        let child = try await ChildProcess.start(
            executable, ["-p", root.path + "/", "-c", root.appendingPathComponent("nginx.conf").path],
            log: directory.url.appendingPathComponent("nginx.log"))
        do {
            try await eventually(within: .seconds(10), "nginx listens") {
                guard child.isRunning else { throw Failure("nginx ended: \(child.output.suffix(2_000))") }
                await (try Connection.open(port: port)).close()
                return true
            }
        } catch {
            await child.kill()
            throw error
        }
        return Nginx(port: port, directory: directory, child: child)
    }

    /// nginx's own defaults but for the access log.
    private static func configuration(port: Int) -> String {
        """
        daemon off;
        master_process off;
        worker_processes 1;
        pid nginx.pid;
        error_log stderr;
        events {}
        http {
            access_log off;
            default_type application/json;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            server {
                listen 127.0.0.1:\(port);
                location /eureka/ { return 200; }
                location /plain/ { root .; }
                location /gzip/ { root .; gzip_static on; }
            }
        }

        """
    }

    /// Makes a file of exactly these bytes that is served as they are.
    ///
    /// - Returns: its path in a call.
    func serve(_ body: [UInt8], as name: String) throws -> String { try write(body, "/plain/\(name)", suffix: "") }

    /// The same of compressed bytes, served to whoever accepts gzip.
    func serveCompressed(_ body: [UInt8], as name: String) throws -> String {
        try write(body, "/gzip/\(name)", suffix: ".gz")
    }

    private func write(_ body: [UInt8], _ path: String, suffix: String) throws -> String {
        try Data(body).write(to: directory.url.appendingPathComponent("nginx\(path)\(suffix)"))
        return path
    }

    func kill() async { await child.kill() }
}
