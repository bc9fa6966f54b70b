package io.firstspike.engine.cuda.lane;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.PinnedMemory;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.encode.EncodeStage;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.KernelWork;
import io.firstspike.engine.cuda.form.SpikeForms;
import io.firstspike.engine.cuda.layer.LayerStage;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.TimesNeeded;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The stages of a network up to what its decision layer sees, with a stream and buffers of their
 * own, for batches of at most {@link #capacity} images. Several lanes can share the tables of a
 * network: one copies while another computes. The order of stages, and where time steps are
 * computed, is that of {@link io.firstspike.engine.network.Classifier}. Not thread-safe.
 */
@API(status = Status.INTERNAL)
public final class Lane implements AutoCloseable {

  /**
   * Images up to which the device reads pixels from the host's memory, sooner than it copies them.
   */
  private static final int NEAR = 16;

  /** Stands for the encoded image among the layers. */
  private static final int ENCODING = -1;

  private record Key(int layer, Form form) {}

  private final Device device;
  private final Network network;
  private final NetworkSpec spec;
  private final int capacity;
  private final int steps;
  private final List<Shape> shapes = new ArrayList<>();
  private final Resources held = new Resources();
  private final Stream stream;
  private final SpikeForms forms;

  /** Layers of the host, which know what their present weights are like. */
  private final List<FeatureLayer> features;

  /** Encodes images; null where windows of events come, which are encoded already. */
  private final EncodeStage encode;

  private final List<LayerStage> layers = new ArrayList<>();
  private final DeviceMemory pixels;
  private final PinnedMemory pinnedPixels;

  /** Where the pixels that were uploaded are. */
  private DeviceMemory uploaded;

  private final Map<Key, DeviceSpikes> buffers = new HashMap<>();

  private int exactLayers;
  private boolean readsTimes;

  /**
   * Allocates what batches of {@code capacity} images need.
   *
   * @throws io.firstspike.engine.backend.BackendFailure if the device does not have as much memory
   */
  public Lane(Device device, Network network, NetworkTables tables, int capacity) {
    this.device = device;
    this.network = network;
    this.spec = network.spec();
    this.capacity = capacity;
    this.steps = spec.encoding().steps();
    this.features = network.featureLayers(spec.features().size());
    this.forms = new SpikeForms(device);
    try {
      this.stream = held.hold(device.stream());
      shapes.add(spec.encoding().output(spec.input()));
      this.encode =
          StimulusBytes.encoded(spec)
              ? null
              : held.hold(new EncodeStage(device, spec.input(), spec.encoding(), capacity));
      for (int i = 0; i < spec.features().size(); i++) {
        FeatureSpec layer = spec.features().get(i);
        shapes.add(layer.output(network.convolution(i).output()));
        layers.add(
            held.hold(
                new LayerStage(
                    device,
                    network.convolution(i),
                    layer.frozenThresholds(),
                    layer.pool().pooling(),
                    tables.table(i),
                    capacity,
                    steps)));
        layers.get(i).weightsChanged(network.weights().table(i));
      }
      this.pixels = held.hold(device.allocate((long) capacity * StimulusBytes.each(spec)));
      this.pinnedPixels = held.hold(device.pin(pixels.bytes()));
      this.uploaded = pixels;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    plan();
  }

  /** Finds out where time steps matter, which depends on the weights. */
  private void plan() {
    exactLayers = TimesNeeded.layers(spec, features);
    readsTimes = TimesNeeded.encoding(spec, features);
  }

  /** Takes notice that the weights of feature layer {@code layer} have changed. */
  public void weightsChanged(int layer) {
    layers.get(layer).weightsChanged(network.weights().table(layer));
    plan();
  }

  /**
   * Allocates now what {@link #encode} and {@link #features} otherwise allocate when they are first
   * called.
   *
   * @throws io.firstspike.engine.backend.BackendFailure if the device does not have as much memory
   */
  public void reserveFeatures(int until) {
    for (int layer = ENCODING; layer < until; layer++) {
      buffer(layer, Form.TIMES);
    }
  }

  /**
   * Allocates now what {@link #evidence} and {@link #inTime} otherwise allocate when they are first
   * called.
   *
   * @throws io.firstspike.engine.backend.BackendFailure if the device does not have as much memory
   */
  public void reserveEvidence() {
    buffer(ENCODING, readsTimes ? Form.TIMES : Form.BITS);
    for (int layer = 0; layer < layers.size(); layer++) {
      buffer(layer, layer < exactLayers ? Form.TIMES : Form.BITS);
    }
    buffer(layers.size(), Form.BITS);
    evidenceBuffer();
  }

  /** The most images of a batch. */
  public int capacity() {
    return capacity;
  }

  /** The stream that all its work is given to. */
  public Stream stream() {
    return stream;
  }

  /** Where the host puts the {@link StimulusBytes} of a batch, one after the other. */
  public PinnedMemory pinnedPixels() {
    return pinnedPixels;
  }

  /**
   * Begins to copy the pixels of the first {@code count} images to the device, unless it is to read
   * them where they are, being few.
   */
  public void upload(int count) {
    if (count <= NEAR && encode != null) {
      uploaded = pinnedPixels.onDevice();
    } else {
      uploaded = pixels;
      stream.copy(pinnedPixels, pixels, (long) count * StimulusBytes.each(spec));
    }
  }

  /** Encodes the images that were uploaded, with their time steps. */
  public DeviceSpikes encode(int count) {
    DeviceSpikes encoded = buffer(ENCODING, Form.TIMES);
    encode(count, encoded);
    return encoded;
  }

  private void encode(int count, DeviceSpikes encoded) {
    if (encode != null) {
      encode.encode(stream, uploaded, count, encoded);
    } else {
      forms.convert(
          stream, new DeviceSpikes(uploaded, encoded.shape(), steps, Form.TIMES), encoded, count);
    }
  }

  /** The output of the first {@code until} feature layers with its time steps. */
  public DeviceSpikes features(DeviceSpikes encoded, int until, int count) {
    DeviceSpikes spikes = encoded;
    for (int i = 0; i < until; i++) {
      DeviceSpikes output = buffer(i, Form.TIMES);
      layers.get(i).forward(stream, spikes, count, output);
      spikes = output;
    }
    return spikes;
  }

  /** What the decision layer sees of the images that were uploaded. */
  public DeviceSpikes evidence(int count) {
    DeviceSpikes encoded = buffer(ENCODING, readsTimes ? Form.TIMES : Form.BITS);
    encode(count, encoded);
    List<DeviceSpikes> outputs = new ArrayList<>();
    DeviceSpikes spikes = encoded;
    for (int i = 0; i < layers.size(); i++) {
      DeviceSpikes output = buffer(i, i < exactLayers ? Form.TIMES : Form.BITS);
      layers.get(i).forward(stream, spikes, count, output);
      outputs.add(output);
      spikes = output;
    }
    List<DeviceSpikes> seen =
        spec.decisionInputs().stream().map(i -> i < 0 ? encoded : outputs.get(i)).toList();
    return seen.size() == 1 ? timeless(seen.get(0), count) : join(seen, count);
  }

  /**
   * Work to compute the evidence of {@code count} images, which was computed before.
   *
   * @param sample number of images whose spikes are counted
   */
  public List<KernelWork> work(int count, int sample) {
    DeviceSpikes spikes = buffer(ENCODING, readsTimes ? Form.TIMES : Form.BITS);
    List<KernelWork> works = new ArrayList<>();
    if (encode != null) {
      works.addAll(encode.work(count, spikes));
    }
    for (int i = 0; i < layers.size(); i++) {
      DeviceSpikes output = buffer(i, i < exactLayers ? Form.TIMES : Form.BITS);
      works.addAll(layers.get(i).work(count, spikes, output, spikes.spikesEach(sample)));
      spikes = output;
    }
    return works;
  }

  /** These spikes; without their time steps, if these do not matter to the decision layer. */
  private DeviceSpikes timeless(DeviceSpikes spikes, int count) {
    if (spec.decision().timed() || spikes.form() == Form.BITS) {
      return spikes;
    }
    DeviceSpikes bits = buffer(layers.size(), Form.BITS);
    forms.convert(stream, spikes, bits, count);
    return bits;
  }

  private DeviceSpikes join(List<DeviceSpikes> seen, int count) {
    DeviceSpikes joined = buffer(layers.size(), Form.TIMES);
    int offset = 0;
    for (DeviceSpikes part : seen) {
      forms.join(stream, part, joined, offset, !spec.decision().timed(), count);
      offset += part.shape().size();
    }
    return joined;
  }

  /** Evidence with its time steps, as rules read it. */
  public DeviceSpikes inTime(DeviceSpikes evidence, int count) {
    if (evidence.form() == Form.TIMES) {
      return evidence;
    }
    DeviceSpikes times = buffer(layers.size(), Form.TIMES);
    forms.convert(stream, evidence, times, count);
    return times;
  }

  /** Room for what the decision layer sees, with its time steps. */
  public DeviceSpikes evidenceBuffer() {
    return buffer(layers.size(), Form.TIMES);
  }

  /** Room for encoded images with their time steps. */
  public DeviceSpikes encodedBuffer() {
    return buffer(ENCODING, Form.TIMES);
  }

  /** Room for the output of a layer; the decision layer stands for what it sees. */
  private DeviceSpikes buffer(int layer, Form form) {
    return buffers.computeIfAbsent(
        new Key(layer, form),
        key -> {
          Shape shape = layer == layers.size() ? network.evidence() : shapes.get(layer + 1);
          return held.hold(DeviceSpikes.allocate(device, shape, steps, form, capacity));
        });
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.settle();
    }
    held.close();
  }
}
