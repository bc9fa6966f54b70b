package io.firstspike.engine.stepped.volley;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stepped.stimulus.Raster;

/** Code of what neurons do when they are shown something. Not thread-safe. */
interface VolleyCode {

  /** The volley for a stimulus, in a buffer of its shape. */
  Volley of(Raster stimulus, VolleyBuffer buffer);
}
