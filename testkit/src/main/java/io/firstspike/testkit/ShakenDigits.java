package io.firstspike.testkit;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventWriter;
import io.firstspike.connectors.event.FrameDifference;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.event.window.CameraStream;
import io.firstspike.connectors.event.writing.EventWriters;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recordings of an event camera of 34x34 pixels that looks at digits of MNIST and shakes, as that
 * of N-MNIST does: it moves along a triangle, three pixels a side, in 300 ms.
 */
public final class ShakenDigits {

  /** Rows and columns of the sensor. */
  public static final int SIDE = 34;

  private static final int DIGIT = 28;
  private static final int[][] PATH = {
    {3, 1}, {4, 2}, {5, 3}, {6, 4}, {6, 3}, {6, 2}, {6, 1}, {5, 1}, {4, 1}, {3, 1}
  };
  private static final long STEP = 33_000;
  private static final Dataset DIGITS = MnistSample.train();

  private ShakenDigits() {}

  /** The label of recording {@code index}. */
  public static String label(int index) {
    return DIGITS.label(index);
  }

  /** The bytes of recording {@code index}. */
  public static byte[] recording(int index, EventFormat format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SensorSize size = new SensorSize(SIDE, SIDE);
    try (EventWriter writer = EventWriters.open(format, bytes, Optional.of(size))) {
      FrameDifference camera =
          new FrameDifference(
              size,
              0.5,
              events -> {
                try {
                  writer.write(events);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      for (int i = 0; i < PATH.length; i++) {
        camera.frame(moved(DIGITS.image(index).samples(), PATH[i]), 1000 + i * STEP);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] moved(byte[] digit, int[] place) {
    byte[] grey = new byte[SIDE * SIDE];
    for (int row = 0; row < DIGIT; row++) {
      int to = Math.min(place[0] + row, SIDE - 1) * SIDE + place[1];
      System.arraycopy(digit, row * DIGIT, grey, to, DIGIT);
    }
    return grey;
  }

  /** The first window of recording {@code index}. */
  public static EventWindow window(NetworkSpec spec, int index) {
    List<EventWindow> windows = new ArrayList<>();
    CameraStream camera = new CameraStream(spec, EventLimits.DEFAULT, windows::add);
    EventFormat format = EventFormat.AER40;
    try {
      camera.take(
          new CameraStream.Head("", Optional.of(format), Optional.empty()),
          recording(index, format));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
    camera.end();
    return windows.get(0);
  }

  /** The first windows of recordings 0 to {@code count - 1}. */
  public static LabelledStimuli windows(NetworkSpec spec, int count) {
    List<EventWindow> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      windows.add(window(spec, i));
    }
    return new LabelledStimuli() {
      @Override
      public int size() {
        return count;
      }

      @Override
      public Stimulus stimulus(int index) {
        return windows.get(index);
      }

      @Override
      public String label(int index) {
        return ShakenDigits.label(index);
      }
    };
  }
}
