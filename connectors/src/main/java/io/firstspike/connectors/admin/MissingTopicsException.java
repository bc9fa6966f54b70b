package io.firstspike.connectors.admin;

import java.util.Collection;

/** Thrown when a broker answers but lacks topics; the message names them. */
public final class MissingTopicsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private MissingTopicsException(String message) {
    super(message);
  }

  static MissingTopicsException of(String servers, Collection<String> missing) {
    return new MissingTopicsException(
        "the broker at "
            + servers
            + " has no topic "
            + String.join(", ", missing)
            + ": create what is missing or check the topic prefix");
  }
}
