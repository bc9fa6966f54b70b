package io.firstspike.engine.backend;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Networks of which a backend executes each by itself. */
final class SeparateNetworks implements NetworkGroup {

  private final Backend backend;
  private final Map<Network, Inference> inferences = new IdentityHashMap<>();

  SeparateNetworks(Backend backend) {
    this.backend = backend;
  }

  @Override
  public void add(Network network) {
    if (inferences.containsKey(network)) {
      throw new IllegalArgumentException("the network is in the group already");
    }
    inferences.put(network, backend.open(network));
  }

  @Override
  public void remove(Network network) {
    require(network);
    inferences.remove(network).close();
  }

  private Inference require(Network network) {
    Inference inference = inferences.get(network);
    if (inference == null) {
      throw new IllegalArgumentException("the network is not in the group");
    }
    return inference;
  }

  @Override
  public List<Decision> classify(List<Network> networks, List<? extends Stimulus> batch) {
    Map<Network, List<Integer>> byNetwork = new IdentityHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      require(networks.get(i));
      byNetwork.computeIfAbsent(networks.get(i), network -> new ArrayList<>()).add(i);
    }
    Decision[] decisions = new Decision[batch.size()];
    byNetwork.forEach(
        (network, numbers) -> {
          List<Stimulus> own = numbers.stream().<Stimulus>map(batch::get).toList();
          List<Decision> results = inferences.get(network).classify(own);
          for (int i = 0; i < results.size(); i++) {
            decisions[numbers.get(i)] = results.get(i);
          }
        });
    return Arrays.asList(decisions);
  }

  @Override
  public void close() {
    inferences.values().forEach(Inference::close);
    inferences.clear();
  }
}
