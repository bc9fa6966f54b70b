package io.firstspike.engine.cuda;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.backend.NetworkGroup;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceInfo;
import io.firstspike.engine.cuda.driver.Driver;
import io.firstspike.engine.cuda.learn.CudaLesson;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Executes and trains networks on an NVIDIA GPU. Needs nothing but the NVIDIA driver. */
@API(status = Status.MAINTAINED)
public final class CudaBackend implements Backend {

  /** Above that of backends that run on the processor. */
  private static final int RANK = 100;

  private static final int BATCH = 4096;

  /** The most images that a lane takes at a time; several lanes share larger batches. */
  private static final int LANE = 8192;

  /** The most images that a feature layer learns from at a time. */
  private static final int LESSON = 2048;

  private final CudaSettings settings;

  /** The backend on the first device. */
  public CudaBackend() {
    this(CudaSettings.DEFAULT);
  }

  private CudaBackend(CudaSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public Optional<String> obstacle() {
    try {
      int count = Driver.devices().size();
      if (count == 0) {
        return Optional.of("the NVIDIA driver finds no device on this machine");
      }
      return settings.device() < count
          ? Optional.empty()
          : Optional.of(
              "there is no device " + settings.device() + ", the last one is " + (count - 1));
    } catch (BackendFailure e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public Optional<String> unsupported(NetworkSpec spec) {
    return Backend.onlyFirstSpikes(spec);
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public int batchSize() {
    return BATCH;
  }

  @Override
  public List<String> devices() {
    try {
      String driver = ", driver for CUDA " + Driver.version();
      return Driver.devices().stream().map(device -> describe(device) + driver).toList();
    } catch (BackendFailure e) {
      return List.of();
    }
  }

  private static String describe(DeviceInfo device) {
    return "device " + device.ordinal() + ": " + device;
  }

  @Override
  public Backend with(String text) {
    return new CudaBackend(CudaSettings.parse(text));
  }

  @Override
  public Hold hold() {
    return SharedDevices.hold(settings.device(), settings.memory());
  }

  @Override
  public Inference open(Network network) {
    Device device = SharedDevices.borrow(settings.device(), settings.memory());
    return orGiveBack(
        device,
        LANE,
        capacity ->
            new CudaInference(device, network, capacity, () -> SharedDevices.giveBack(device)));
  }

  @Override
  public NetworkGroup group(int batch) {
    Device device = SharedDevices.borrow(settings.device(), settings.memory());
    return new CudaGroup(
        device, Math.min(BATCH, Math.max(1, batch)), () -> SharedDevices.giveBack(device));
  }

  @Override
  public Optional<Lesson> lesson(Network network, Progress progress) {
    Device device = SharedDevices.borrow(settings.device(), settings.memory());
    return Optional.of(
        orGiveBack(
            device,
            LESSON,
            capacity ->
                new CudaLesson(
                    device, network, progress, capacity, () -> SharedDevices.giveBack(device))));
  }

  private static <T> T orGiveBack(Device device, int most, IntFunction<T> maker) {
    try {
      return largest(most, maker);
    } catch (RuntimeException | Error e) {
      SharedDevices.giveBack(device);
      throw e;
    }
  }

  /**
   * Makes something for batches as large as the device's memory allows: if it does not do, batches
   * of half the size are tried, down to single images.
   *
   * @param most the largest size to try, at least 1
   * @throws BackendFailure if the memory does not even do for a single image, or the device fails
   */
  static <T> T largest(int most, IntFunction<T> maker) {
    for (int capacity = most; ; capacity /= 2) {
      try {
        return maker.apply(capacity);
      } catch (BackendFailure e) {
        if (!e.full() || capacity == 1) {
          throw e;
        }
      }
    }
  }
}
