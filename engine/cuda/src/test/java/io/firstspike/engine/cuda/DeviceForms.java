package io.firstspike.engine.cuda;

import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Volleys in the forms that the device has them in. */
public final class DeviceForms {

  private DeviceForms() {}

  /** The bytes of one volley. */
  public static byte[] pack(Volley volley, Form form) {
    Shape shape = volley.shape();
    byte[] times = new byte[shape.size()];
    volley.writeLatencies(times);
    if (form == Form.TIMES) {
      return times;
    }
    int rowBytes = DeviceSpikes.wordsPerRow(shape) * Integer.BYTES;
    byte[] bits = new byte[(int) DeviceSpikes.bytesEach(shape, form)];
    for (int i = 0; i < times.length; i++) {
      if (times[i] < volley.steps()) {
        int x = i % shape.width();
        bits[i / shape.width() * rowBytes + x / 8] |= (byte) (1 << x % 8);
      }
    }
    return bits;
  }

  /** The bytes of several volleys, one after the other. */
  public static byte[] pack(List<Volley> volleys, Form form) {
    List<byte[]> images = volleys.stream().map(volley -> pack(volley, form)).toList();
    byte[] all = new byte[images.stream().mapToInt(image -> image.length).sum()];
    int at = 0;
    for (byte[] image : images) {
      System.arraycopy(image, 0, all, at, image.length);
      at += image.length;
    }
    return all;
  }

  /** The bytes of the first {@code count} images. */
  public static List<byte[]> unpack(DeviceSpikes spikes, int count) {
    byte[] all = new byte[(int) spikes.memory().bytes()];
    spikes.memory().read(all);
    int each = (int) DeviceSpikes.bytesEach(spikes.shape(), spikes.form());
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(Arrays.copyOfRange(all, i * each, (i + 1) * each));
    }
    return images;
  }
}
