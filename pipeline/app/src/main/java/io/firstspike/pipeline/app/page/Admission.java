package io.firstspike.pipeline.app.page;

import com.sun.net.httpserver.HttpExchange;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides which requests are answered. A page on loopback answers only to the names of loopback, so
 * that no other site reads it under a name of its own; what writes must come from the page itself
 * and know the token of this start.
 */
final class Admission {

  /** The header that has the token. */
  static final String TOKEN = "X-FirstSpike-Token";

  private static final int TOKEN_BYTES = 24;

  private final String token = token();

  /** Lower-case; empty: any. */
  private final List<String> names;

  /**
   * @param address where the server listens
   * @param names the names that the user allows; empty: those of loopback there, elsewhere any
   */
  Admission(InetSocketAddress address, List<String> names) {
    this.names =
        names.isEmpty() && address.getAddress().isLoopbackAddress()
            ? loopback(address.getPort())
            : names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static List<String> loopback(int port) {
    return List.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port);
  }

  private static String token() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** The token of this start, which the page gets with its text. */
  String ownToken() {
    return token;
  }

  /** The reason why a request is not answered; empty if it is. */
  Optional<String> refusal(HttpExchange exchange) {
    String host = host(exchange);
    return names.isEmpty() || names.contains(host)
        ? Optional.empty()
        : Optional.of("this page is at " + names.get(0) + ", not under another name (--ui-names)");
  }

  /** The reason why a request may not write; empty if it may. */
  Optional<String> refusalToWrite(HttpExchange exchange) {
    if (!origin(exchange).equals(Optional.of(host(exchange)))) {
      return Optional.of("only the page itself may write: the Origin is another one, or missing");
    }
    String given = header(exchange, TOKEN);
    boolean known =
        MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    return known
        ? Optional.empty()
        : Optional.of("the token is not that of this start: load the page again");
  }

  private static Optional<String> origin(HttpExchange exchange) {
    try {
      return Optional.ofNullable(new URI(header(exchange, "Origin")).getAuthority())
          .map(name -> name.toLowerCase(Locale.ROOT));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String host(HttpExchange exchange) {
    return header(exchange, "Host").toLowerCase(Locale.ROOT);
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }
}
