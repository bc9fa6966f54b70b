package io.firstspike.engine.learning;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A data set as input of one of a network's layers: for each stimulus, the output of the layers
 * below it, which must not learn meanwhile. The input of the first layer is the encoded stimulus;
 * that of the decision layer is the {@linkplain Inference#evidence evidence}. Each volley is
 * computed when it is first requested, then stored: in memory, or in a file for later runs.
 * Thread-safe.
 */
final class EncodedStimuli implements AutoCloseable {

  private static final int NAME_BYTES = 12;

  private final Network network;
  private final LabelledStimuli stimuli;
  private final int layers;
  private final WorkingCopies<Inference> inferences;
  private final VolleyStore store;
  private final AtomicLong computed = new AtomicLong();

  private EncodedStimuli(
      Backend backend, Network network, LabelledStimuli stimuli, int layers, VolleyStore store) {
    if (layers < 0 || layers > network.spec().features().size()) {
      throw new IllegalArgumentException(
          "network "
              + network.spec().name()
              + " has "
              + network.spec().features().size()
              + " feature layers, not "
              + layers);
    }
    this.network = network;
    this.stimuli = stimuli;
    this.layers = layers;
    this.inferences = new WorkingCopies<>(() -> backend.open(network), Inference::close);
    this.store = store;
  }

  /**
   * Creates a data set that stores nothing, to go through once.
   *
   * @param backend computes the volleys
   * @param layers number of feature layers below, 0 to all
   */
  static EncodedStimuli passing(
      Backend backend, Network network, LabelledStimuli stimuli, int layers) {
    return new EncodedStimuli(backend, network, stimuli, layers, VolleyStore.none());
  }

  /**
   * Creates a data set that stores volleys in memory, about 1.4 kB for an encoded MNIST digit.
   *
   * @param backend computes the volleys
   * @param layers number of feature layers below, 0 to all
   */
  static EncodedStimuli inMemory(
      Backend backend, Network network, LabelledStimuli stimuli, int layers) {
    return new EncodedStimuli(
        backend, network, stimuli, layers, VolleyStore.inMemory(stimuli.size()));
  }

  /**
   * Creates a data set that stores volleys in a file in {@code folder}, which is created if it does
   * not exist. The name of the file comes from a fingerprint of the stimuli, the encoding, the
   * layers below with their weights, and the version of FirstSpike; so other data uses other files.
   * A file of this name that is damaged or holds other volleys is refused. The file is written by
   * {@link #close}.
   *
   * @param backend computes the volleys
   * @param layers number of feature layers below, 0 to all
   * @param workers the threads to compute the fingerprint with
   * @throws VolleyCacheException if the file is refused, or cannot be read or created
   */
  static EncodedStimuli inFolder(
      Path folder,
      Backend backend,
      Network network,
      LabelledStimuli stimuli,
      int layers,
      Workers workers) {
    EncodedStimuli passing = passing(backend, network, stimuli, layers);
    byte[] fingerprint = passing.fingerprint(workers);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new VolleyCacheException(
          "cache folder " + folder + " cannot be made: " + e + "; name another", e);
    }
    String name = HexFormat.of().formatHex(fingerprint, 0, NAME_BYTES) + ".volleys";
    Path file = folder.resolve(name);
    boolean all = layers == network.spec().features().size();
    Shape shape = all ? network.evidence() : network.convolution(layers).input();
    VolleyFile store = VolleyFile.open(file, fingerprint, stimuli.size(), shape);
    try {
      passing.requireEqual(file, store);
      return new EncodedStimuli(backend, network, stimuli, layers, store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    } finally {
      passing.close();
    }
  }

  /** The number of stimuli. */
  int size() {
    return stimuli.size();
  }

  /** The number of volleys that have been computed so far, as opposed to read. */
  long computed() {
    return computed.get();
  }

  /**
   * The layer's input for the stimulus at {@code index}.
   *
   * @throws ExampleException if the stimulus cannot be read or does not fit the network
   */
  Volley volley(int index) {
    return volleys(List.of(index)).get(0);
  }

  /**
   * The layer's input for some stimuli. Those that are not stored yet are computed in one batch.
   *
   * @param indices the places of the stimuli in the data set
   * @throws ExampleException if a stimulus cannot be read, or is the only one that is computed and
   *     does not fit the network
   * @throws RuntimeException if one of several does not fit the network
   */
  List<Volley> volleys(List<Integer> indices) {
    Volley[] volleys = new Volley[indices.size()];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < volleys.length; i++) {
      volleys[i] = store.read(indices.get(i));
      if (volleys[i] == null) {
        missing.add(indices.get(i));
      }
    }
    Iterator<Volley> made = compute(missing).iterator();
    for (int i = 0; i < volleys.length; i++) {
      if (volleys[i] == null) {
        volleys[i] = made.next();
        store.keep(indices.get(i), volleys[i]);
      }
    }
    computed.addAndGet(missing.size());
    return List.of(volleys);
  }

  /** Writes new volleys to the file, if there is one. */
  @Override
  public void close() {
    inferences.close();
    store.close();
  }

  private List<Volley> compute(List<Integer> indices) {
    if (indices.isEmpty()) {
      return List.of();
    }
    List<Stimulus> batch = new ArrayList<>(indices.size());
    for (int index : indices) {
      batch.add(stimulus(index));
    }
    try {
      return inferences.lend(inference -> compute(inference, batch));
    } catch (RuntimeException e) {
      // Of several, Workers finds the one that fails.
      throw indices.size() == 1 ? new ExampleException(indices.get(0), e) : e;
    }
  }

  private Stimulus stimulus(int index) {
    try {
      return stimuli.stimulus(index);
    } catch (RuntimeException e) {
      throw new ExampleException(index, e);
    }
  }

  private List<Volley> compute(Inference inference, List<Stimulus> batch) {
    return decides()
        ? inference.evidence(batch)
        : inference.features(inference.encode(batch), layers);
  }

  private boolean decides() {
    return layers == network.spec().features().size();
  }

  /**
   * Computes one of the stored volleys again and compares them: the fingerprint does not show if
   * the program computes them differently now.
   *
   * @throws VolleyCacheException if they differ
   */
  private void requireEqual(Path file, VolleyStore store) {
    for (int index = 0; index < size(); index++) {
      Volley kept = store.read(index);
      if (kept != null) {
        if (!kept.equals(compute(List.of(index)).get(0))) {
          throw new VolleyCacheException(
              "cache file " + file + " was made by another build of FirstSpike; delete it");
        }
        return;
      }
    }
  }

  private byte[] fingerprint(Workers workers) {
    NetworkSpec spec = network.spec();
    String made =
        String.join(
            "\n",
            Provenance.SOFTWARE,
            spec.input().toString(),
            spec.encoding().toString(),
            spec.features().subList(0, layers).toString(),
            Model.fingerprint(Arrays.copyOf(network.weights().toArrays(), layers)),
            decides()
                ? "evidence of " + spec.decisionInputs() + " timed " + spec.decision().timed()
                : "features");
    MessageDigest digest = Model.sha256();
    digest.update(made.getBytes(StandardCharsets.UTF_8));
    workers.forEach(
        () -> stimuli,
        0,
        stimuli.size(),
        (all, index) -> fingerprint(all.stimulus((int) index)),
        (index, print) -> {
          digest.update(print);
          return true;
        });
    return digest.digest();
  }

  private static byte[] fingerprint(Stimulus stimulus) {
    return stimulus instanceof Image image
        ? fingerprint(image)
        : fingerprint((EventWindow) stimulus);
  }

  private static byte[] fingerprint(Image image) {
    MessageDigest digest = Model.sha256();
    digest.update(
        ByteBuffer.allocate(3 * Integer.BYTES)
            .putInt(image.height())
            .putInt(image.width())
            .putInt(image.channels())
            .array());
    return digest.digest(image.samples());
  }

  private static byte[] fingerprint(EventWindow window) {
    Volley spikes = window.spikes();
    MessageDigest digest = Model.sha256();
    digest.update((spikes.shape() + " in " + spikes.steps()).getBytes(StandardCharsets.UTF_8));
    return digest.digest(spikes.latencies());
  }
}
