package io.firstspike.connectors.replay;

/**
 * Options of a replay of one recording, as the camera would send it.
 *
 * @param modelKey the key of every packet, 1 to 256 characters
 * @param speed times the camera's own speed; 0 for as fast as possible
 * @param recording the name that packets give to the recording, 1 to 256 characters
 * @param start event time at which it begins, in milliseconds since the epoch, at least 0
 */
public record CameraOptions(String modelKey, double speed, String recording, long start) {

  public CameraOptions {
    if (!(speed >= 0 && Double.isFinite(speed))) {
      throw new IllegalArgumentException("the speed is 0 or more, not " + speed);
    }
    if (start < 0) {
      throw new IllegalArgumentException("event time is at least 0 ms since 1970: " + start);
    }
  }
}
