package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A network of neurons that fire many times at work as an encoding. A volley depends on what is
 * encoded alone. Not thread-safe.
 */
@API(status = Status.INTERNAL)
public interface SteppedEncoder {

  /**
   * Encodes an image.
   *
   * @param planes the pixels of the network's input, plane-major, each 0 to 255
   * @param buffer filled and returned as a volley
   */
  Volley image(float[] planes, VolleyBuffer buffer);

  /**
   * Encodes a window of events, of which each slice is a time step.
   *
   * @param slices slices and planes as maps, x height x width, in one time step
   * @param buffer filled and returned as a volley
   */
  Volley window(Spikes slices, VolleyBuffer buffer);
}
