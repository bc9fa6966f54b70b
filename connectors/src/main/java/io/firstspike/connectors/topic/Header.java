package io.firstspike.connectors.topic;

import java.util.Objects;

/**
 * One header of a record. Arrays are neither copied nor compared by content.
 *
 * @param name the header's name
 * @param value its bytes, or null
 */
public record Header(String name, byte[] value) {

  public Header {
    Objects.requireNonNull(name, "name");
  }
}
