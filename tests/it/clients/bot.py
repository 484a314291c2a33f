"""A bot on plain sockets, such as somebody writes in an afternoon. Standard library only.

usage: bot.py PORT NICK

It enters the lobby like any IRC client and prints what it hears, one line each. In the group it does what it is told:
`!ping`, `!say WORDS`, `!topic WORDS`, `!nick NAME`, `!join GROUP`, `!tell NAME WORDS`, `!who`, `!quit WORDS`.
"""

import socket
import sys


def parse(line):
    """The source's name, the command and its parameters."""
    source = ""
    if line.startswith("@"):
        _, line = line.split(" ", 1)
    if line.startswith(":"):
        source, line = line[1:].split(" ", 1)
    line, colon, last = line.partition(" :")
    words = line.split()
    if colon:
        words.append(last)
    return source.split("!")[0], words[0], words[1:]


class Bot:
    def __init__(self, port, nick):
        self.nick = nick
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.send("NICK " + nick)
        self.send("USER bot 0 * :a bot")

    def send(self, line):
        self.socket.sendall((line + "\r\n").encode())

    def obey(self, group, name, order, words):
        if order == "!ping":
            self.send(f"PRIVMSG {group} :{name}: pong")
        elif order == "!say":
            self.send(f"PRIVMSG {group} :{words}")
        elif order == "!topic":
            self.send(f"TOPIC {group} :{words}" if words else f"TOPIC {group}")
        elif order == "!nick":
            self.send("NICK " + words)
        elif order == "!join":
            self.send("JOIN " + words)
        elif order == "!tell":
            target, words = words.split(" ", 1)
            self.send(f"PRIVMSG {target} :{words}")
        elif order == "!who":
            self.send("NAMES " + group)
        elif order == "!quit":
            self.send("QUIT :" + words)

    def hear(self, line):
        name, command, params = parse(line)
        if command == "PING":
            self.send("PONG :" + params[-1])
            return
        if name == self.nick and command == "NICK":
            self.nick = params[0]
        print(name, command, *params, flush=True)
        if command == "PRIVMSG" and params[0].startswith("#") and params[1].startswith("!"):
            order, _, words = params[1].partition(" ")
            self.obey(params[0], name, order, words)

    def run(self):
        with self.socket.makefile(encoding="utf-8", newline="\r\n") as lines:
            for line in lines:
                self.hear(line.removesuffix("\r\n"))


if __name__ == "__main__":
    Bot(int(sys.argv[1]), sys.argv[2]).run()
