package io.firstspike.pipeline.app.page;

import io.firstspike.pipeline.app.server.ServerAddress;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say where the page is served. */
public final class PageOptions {

  private static final String PORT = "8480";

  @Option(
      names = "--ui-port",
      paramLabel = "N",
      defaultValue = PORT,
      description =
          "The TCP port of the page, 1 to 65,535, or 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--ui-address",
      paramLabel = "ADDRESS",
      defaultValue = ServerAddress.LOOPBACK,
      description =
          "The address that the page is opened on: 0.0.0.0 in a container. Whoever reaches it sees"
              + " all frames and may give labels (default: ${DEFAULT-VALUE}, this machine alone).")
  private String address;

  @Option(
      names = "--ui-names",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "The names under which browsers may reach the page, so that no other site takes it under"
              + " a name of its own (default: those of loopback there, and any name with another"
              + " --ui-address).")
  private List<String> names = List.of();

  /** The names under which browsers may reach the page; empty: the user has given none. */
  List<String> names() {
    return names;
  }

  /**
   * Checks what the user gave, before anything is started.
   *
   * @throws InputException if it is no port, or no address
   */
  public void check() {
    where();
  }

  /**
   * Where the page is to be served.
   *
   * @throws InputException if that is no address
   */
  ServerAddress where() {
    return ServerAddress.of("--ui-port", port, "--ui-address", address);
  }
}
