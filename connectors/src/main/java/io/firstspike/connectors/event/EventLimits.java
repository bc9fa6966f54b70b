package io.firstspike.connectors.event;

import java.io.Serializable;

/**
 * Limits of recordings from outside, checked before memory is allocated.
 *
 * @param maxHeaderBytes the most bytes of a recording's header
 * @param maxPacketBytes the most bytes of a packet of events, packed and unpacked
 */
public record EventLimits(int maxHeaderBytes, int maxPacketBytes) implements Serializable {

  private static final int LARGEST = 1 << 30;

  /** The limits where no others are given: headers of 1 MiB, packets of 64 MiB. */
  public static final EventLimits DEFAULT = new EventLimits(1 << 20, 64 << 20);

  public EventLimits {
    if (Math.min(maxHeaderBytes, maxPacketBytes) < 1
        || Math.max(maxHeaderBytes, maxPacketBytes) > LARGEST) {
      throw new IllegalArgumentException(
          "limits are 1 to "
              + LARGEST
              + " bytes, not "
              + maxHeaderBytes
              + " and "
              + maxPacketBytes);
    }
  }
}
