package io.firstspike.engine.backend;

import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.Optional;

/** Executes networks on this machine's processor, one stimulus after the other. */
final class CpuBackend implements Backend {

  @Override
  public String name() {
    return Backends.CPU;
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public Optional<String> unsupported(NetworkSpec spec) {
    return Optional.empty();
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public int batchSize() {
    return 1;
  }

  @Override
  public Inference open(Network network) {
    return new CpuInference(network);
  }
}
