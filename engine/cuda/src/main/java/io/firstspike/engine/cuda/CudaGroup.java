package io.firstspike.engine.cuda;

import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.NetworkGroup;
import io.firstspike.engine.cuda.decide.DecisionBuffers;
import io.firstspike.engine.cuda.decide.DecisionStage;
import io.firstspike.engine.cuda.decide.DecisionWords;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Resources;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.cuda.lane.HostCopies;
import io.firstspike.engine.cuda.lane.Lane;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Execution of several networks on a device. Those with equal encoding and feature layers share
 * them: a batch is encoded once for all of them, and each decides on its part of the evidence, in
 * one stream, before anything is waited for.
 */
final class CudaGroup implements NetworkGroup {

  private final Device device;
  private final Runnable release;
  private final Map<Network, Member> members = new IdentityHashMap<>();
  private final List<SharedFeatures> shared = new ArrayList<>();
  private int capacity;

  /**
   * Creates a group without networks.
   *
   * @param capacity the most images that are computed at a time, fewer where memory is short
   * @param release called when this object is closed
   */
  CudaGroup(Device device, int capacity, Runnable release) {
    this.device = device;
    this.capacity = capacity;
    this.release = release;
  }

  /** A network of the group: the layers that it shares, and its own decisions. */
  private static final class Member implements AutoCloseable {

    private final Network network;
    private final SharedFeatures features;
    private final Resources held = new Resources();
    private final DecisionStage decide;

    Member(Device device, Network network, SharedFeatures features, int capacity) {
      this.network = network;
      this.features = features;
      try {
        DeviceTable weights = held.hold(new DeviceTable(device, network.weights().decisions()));
        this.decide =
            held.hold(
                new DecisionStage(device, network.spec(), network.decisions(), weights, capacity));
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    @Override
    public void close() {
      held.close();
    }
  }

  @Override
  public void add(Network network) {
    if (members.containsKey(network)) {
      throw new IllegalArgumentException("the network is in the group already");
    }
    members.put(network, orSmaller(() -> join(network)));
  }

  private Member join(Network network) {
    SharedFeatures features =
        shared.stream().filter(one -> one.fit(network)).findFirst().orElse(null);
    if (features == null) {
      features = new SharedFeatures(device, network);
      shared.add(features);
    }
    features.join();
    try {
      return new Member(device, network, features, capacity);
    } catch (RuntimeException e) {
      leave(features);
      throw e;
    }
  }

  private void leave(SharedFeatures features) {
    if (features.leave()) {
      shared.remove(features);
      features.close();
    }
  }

  @Override
  public void remove(Network network) {
    Member member = require(network);
    members.remove(network);
    member.close();
    leave(member.features);
  }

  private Member require(Network network) {
    Member member = members.get(network);
    if (member == null) {
      throw new IllegalArgumentException("the network is not in the group");
    }
    return member;
  }

  private interface Work<R> {
    R result();
  }

  /** Does some work; if memory is short, with batches of half the size, down to single images. */
  private <R> R orSmaller(Work<R> work) {
    while (true) {
      try {
        return work.result();
      } catch (BackendFailure e) {
        if (!e.full() || capacity == 1) {
          throw e;
        }
        shared.forEach(SharedFeatures::closeLane);
        capacity /= 2;
      }
    }
  }

  @Override
  public List<Decision> classify(List<Network> networks, List<? extends Stimulus> batch) {
    Map<SharedFeatures, Map<Member, List<Integer>>> order = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      Member member = require(networks.get(i));
      order
          .computeIfAbsent(member.features, features -> new LinkedHashMap<>())
          .computeIfAbsent(member, one -> new ArrayList<>())
          .add(i);
    }
    Decision[] decisions = new Decision[batch.size()];
    order.forEach(
        (features, byMember) -> {
          List<Asked> asked = new ArrayList<>();
          byMember.forEach(
              (member, numbers) ->
                  numbers.forEach(i -> asked.add(new Asked(member, batch.get(i), i))));
          orSmaller(() -> decide(features, asked, decisions));
        });
    return Arrays.asList(decisions);
  }

  /** A stimulus, its place in the batch, and the network that it is for. */
  private record Asked(Member member, Stimulus stimulus, int number) {}

  /** Decides on stimuli for networks that share layers, those of one network side by side. */
  private Decision[] decide(SharedFeatures features, List<Asked> asked, Decision[] decisions) {
    for (int first = 0; first < asked.size(); first += capacity) {
      List<Asked> part = asked.subList(first, Math.min(asked.size(), first + capacity));
      int[] words = words(features, part);
      for (int i = 0; i < part.size(); i++) {
        Network network = part.get(i).member.network;
        decisions[part.get(i).number] =
            DecisionWords.decision(
                words,
                i * DecisionWords.EACH,
                network.spec().decision(),
                network.decisions().output());
      }
    }
    return decisions;
  }

  private int[] words(SharedFeatures features, List<Asked> part) {
    int count = part.size();
    Lane lane = features.lane(capacity);
    DecisionBuffers buffers = features.decisions(capacity);
    List<Stimulus> stimuli = part.stream().map(Asked::stimulus).toList();
    HostCopies.write(stimuli, features.bytes(), lane.pinnedPixels());
    lane.upload(count);
    DeviceSpikes evidence = lane.evidence(count);
    int end;
    for (int first = 0; first < count; first = end) {
      Member member = part.get(first).member;
      end = first + 1;
      while (end < count && part.get(end).member == member) {
        end++;
      }
      DeviceSpikes seen = member.decide.readsBits() ? evidence : lane.inTime(evidence, count);
      int own = end - first;
      member.decide.decide(
          lane.stream(), seen.part(first, own), own, buffers.part(first, own, count));
    }
    buffers.download(lane.stream(), count);
    lane.stream().await();
    int[] words = new int[count * DecisionWords.EACH];
    buffers.words(count, words, 0);
    return words;
  }

  @Override
  public void close() {
    try (Resources all = new Resources()) {
      all.hold(release::run);
      shared.forEach(all::hold);
      members.values().forEach(all::hold);
    }
  }
}
