package io.firstspike.pipeline.app.server;

import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.Ranges;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a server is to listen, as options of the command line say.
 *
 * @param portOption the name of the option for the port
 * @param addressOption the name of the option for the address
 * @param address what the user gave for it
 * @param socket where it is to listen; port 0 for a free one
 */
public record ServerAddress(
    String portOption, String addressOption, String address, InetSocketAddress socket) {

  /** The address that only this machine reaches. */
  public static final String LOOPBACK = "127.0.0.1";

  /**
   * Checks what the user gave.
   *
   * @throws InputException if it is no port, or no address
   */
  public static ServerAddress of(
      String portOption, int port, String addressOption, String address) {
    Ranges.require(portOption, port, 0, 65_535);
    try {
      return new ServerAddress(
          portOption,
          addressOption,
          address,
          new InetSocketAddress(InetAddress.getByName(address), port));
    } catch (UnknownHostException e) {
      throw new InputException(
          addressOption + " " + address + " is no address of a machine: give one of this one's", e);
    }
  }

  /** The exception that says that it cannot be listened on, and what to do. */
  public InputException refused(IOException failure) {
    return new InputException(
        portOption
            + " "
            + socket.getPort()
            + " cannot be opened on "
            + address
            + " ("
            + failure.getMessage()
            + "): stop what uses it, or give another port (0: a free one), or another "
            + addressOption,
        failure);
  }

  /** The URL, without a path, of a server that listens on {@code socket}. */
  public static String url(InetSocketAddress socket) {
    String host = socket.getAddress().getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + socket.getPort();
  }
}
