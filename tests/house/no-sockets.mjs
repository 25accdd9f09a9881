// Preloaded before the command line: any attempt to reach a network ends the process with a loud error.
import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const refuse = () => {
  process.stderr.write("a socket was opened\n");
  process.exit(99);
};

net.Socket.prototype.connect = refuse;
net.Server.prototype.listen = refuse;
dgram.Socket.prototype.bind = refuse;
dgram.Socket.prototype.send = refuse;
dgram.Socket.prototype.connect = refuse;
for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
  dns[name] = refuse;
  dns.promises[name] = refuse;
}
syncBuiltinESMExports();
