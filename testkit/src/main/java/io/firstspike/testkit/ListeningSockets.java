package io.firstspike.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The sockets on which this process listens, read from Linux's {@code /proc}. */
public final class ListeningSockets {

  private static final Path PROCESS = Path.of("/proc/self");
  private static final String LISTENS = "0A";

  /**
   * The state of an unconnected UDP socket; a connected one receives from one peer only, such as a
   * name server.
   */
  private static final String UNCONNECTED = "07";

  private static final int BITS = 16;

  private ListeningSockets() {}

  /** Whether this system has {@code /proc}. */
  public static boolean known() {
    return Files.isReadable(PROCESS.resolve("net/tcp"));
  }

  /** The listening TCP sockets, and the UDP sockets to which any program can send. */
  public static List<InetSocketAddress> all() throws IOException {
    Set<String> own = inodes();
    List<InetSocketAddress> sockets = new ArrayList<>();
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
      Path table = PROCESS.resolve("net").resolve(protocol);
      if (Files.exists(table)) {
        for (String line : Files.readAllLines(table)) {
          String[] fields = line.strip().split("\\s+");
          boolean open = fields[3].equals(protocol.startsWith("udp") ? UNCONNECTED : LISTENS);
          if (open && own.contains(fields[9])) {
            sockets.add(address(fields[1]));
          }
        }
      }
    }
    return sockets;
  }

  /** The inodes of sockets among the open files, which are links such as {@code socket:[12345]}. */
  private static Set<String> inodes() throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> files = Files.list(PROCESS.resolve("fd"))) {
      for (Path file : files.toList()) {
        if (Files.isSymbolicLink(file)) {
          String target = target(file);
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring("socket:[".length(), target.length() - 1));
          }
        }
      }
    }
    return inodes;
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      // The file has been closed since it was listed.
      return "";
    }
  }

  /** Parses an address: hexadecimal words of four bytes, each in reverse order, then the port. */
  private static InetSocketAddress address(String hex) throws IOException {
    String[] parts = hex.split(":");
    byte[] address = new byte[parts[0].length() / 2];
    for (int i = 0; i < address.length; i++) {
      int from = 2 * (i / 4 * 4 + 3 - i % 4);
      address[i] = (byte) Integer.parseInt(parts[0].substring(from, from + 2), BITS);
    }
    return new InetSocketAddress(
        InetAddress.getByAddress(address), Integer.parseInt(parts[1], BITS));
  }
}
