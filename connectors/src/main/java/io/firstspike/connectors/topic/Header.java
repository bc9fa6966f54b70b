package io.firstspike.connectors.topic;

import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * One header of a record. Arrays are neither copied nor compared by content.
 *
 * @param name the header's name
 * @param value its bytes, or null
 */
@API(status = Status.MAINTAINED)
public record Header(String name, byte[] value) {

  public Header {
    Objects.requireNonNull(name, "name");
  }
}
