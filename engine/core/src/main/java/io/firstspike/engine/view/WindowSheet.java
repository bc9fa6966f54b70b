package io.firstspike.engine.view;

import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.EventsSpec.Polarity;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Draws a window of events as a coloured image, a panel a slice: warm where pixels became brighter
 * (from pale yellow, early in the slice, to dark red), cold where they became darker (from pale
 * cyan to dark blue), the mean of both where both happened, and nearly black where nothing did.
 */
@API(status = Status.MAINTAINED)
public final class WindowSheet {

  private static final int CHANNELS = 3;
  private static final int[] FRAME = {58, 60, 66};
  private static final int[] NOTHING = {14, 15, 20};
  private static final int[][] BRIGHTER = {{255, 244, 176}, {140, 24, 20}};
  private static final int[][] DARKER = {{184, 246, 255}, {24, 48, 150}};

  private WindowSheet() {}

  /**
   * Draws all slices, in rows from the upper left.
   *
   * @param events the spec that the window was cut by
   */
  public static Image of(EventWindow window, EventsSpec events) {
    Volley spikes = window.spikes();
    Shape shape = spikes.shape();
    Panels panels = Panels.of(events.slices(), shape.height(), shape.width());
    int height = panels.sheetHeight();
    int width = panels.sheetWidth();
    byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS)];
    fill(samples, 0, height * width, FRAME);
    byte[] latencies = spikes.latencies();
    for (int slice = 0; slice < events.slices(); slice++) {
      for (int row = 0; row < shape.height(); row++) {
        int line = (panels.top(slice) + row * panels.scale()) * width + panels.left(slice);
        for (int column = 0; column < shape.width(); column++) {
          int cell = shape.index(slice * events.polarity().planes(), row, column);
          int[] colour = colour(latencies, cell, spikes, events.polarity());
          square(samples, line + column * panels.scale(), panels.scale(), width, colour);
        }
      }
    }
    return new Image(height, width, CHANNELS, samples);
  }

  /**
   * Draws the slice with the most spikes, a pixel each: all slices over each other would be a blur,
   * as edges move.
   *
   * @param events the spec that the window was cut by
   */
  public static Image busiest(EventWindow window, EventsSpec events) {
    Volley spikes = window.spikes();
    Shape shape = spikes.shape();
    int planes = events.polarity().planes();
    int slice = busiest(spikes, planes * shape.locations(), events.slices());
    byte[] latencies = spikes.latencies();
    byte[] samples = new byte[Math.multiplyExact(shape.locations(), CHANNELS)];
    for (int place = 0; place < shape.locations(); place++) {
      int cell = slice * planes * shape.locations() + place;
      fill(samples, place, 1, colour(latencies, cell, spikes, events.polarity()));
    }
    return new Image(shape.height(), shape.width(), CHANNELS, samples);
  }

  /** The number of the slice with the most spikes, the first of several. */
  private static int busiest(Volley spikes, int cells, int slices) {
    int[] counts = new int[slices];
    for (int i = 0; i < spikes.count(); i++) {
      counts[spikes.spike(i) / cells]++;
    }
    int busiest = 0;
    for (int slice = 1; slice < slices; slice++) {
      busiest = counts[slice] > counts[busiest] ? slice : busiest;
    }
    return busiest;
  }

  /** The colour of a cell, by the latencies in its slice's maps, of which the first is at it. */
  private static int[] colour(byte[] latencies, int cell, Volley spikes, Polarity polarity) {
    int[][] colours = new int[polarity.planes()][];
    for (int plane = 0; plane < colours.length; plane++) {
      int latency = latencies[cell + plane * spikes.shape().locations()];
      if (latency < spikes.steps()) {
        colours[plane] = colour(polarity, plane, latency, spikes.steps());
      }
    }
    return mean(colours);
  }

  private static int[] colour(Polarity polarity, int plane, int latency, int steps) {
    boolean darker = polarity == Polarity.OFF || polarity == Polarity.SEPARATE && plane == 0;
    int[][] ends = darker ? DARKER : BRIGHTER;
    int[] colour = new int[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      int early = ends[0][channel];
      colour[channel] = early + (ends[1][channel] - early) * latency / steps;
    }
    return colour;
  }

  /** The mean of those colours that are there. */
  private static int[] mean(int[][] colours) {
    int[] sum = new int[CHANNELS];
    int count = 0;
    for (int[] colour : colours) {
      if (colour != null) {
        count++;
        for (int channel = 0; channel < CHANNELS; channel++) {
          sum[channel] += colour[channel];
        }
      }
    }
    if (count == 0) {
      return NOTHING;
    }
    int all = count;
    return Arrays.stream(sum).map(total -> total / all).toArray();
  }

  private static void square(byte[] samples, int corner, int side, int width, int[] colour) {
    for (int row = 0; row < side; row++) {
      fill(samples, corner + row * width, side, colour);
    }
  }

  private static void fill(byte[] samples, int pixel, int count, int[] colour) {
    for (int i = 0; i < count; i++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        samples[(pixel + i) * CHANNELS + channel] = (byte) colour[channel];
      }
    }
  }
}
