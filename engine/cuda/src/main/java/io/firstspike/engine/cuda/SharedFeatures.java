package io.firstspike.engine.cuda;

import io.firstspike.engine.cuda.decide.DecisionBuffers;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.lane.Lane;
import io.firstspike.engine.cuda.lane.NetworkTables;
import io.firstspike.engine.cuda.lane.StimulusBytes;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.Arrays;

/**
 * Encoding and feature layers on a device for all networks of a group that have equal ones: one
 * copy of their weights, and one lane that computes what the networks' decision layers see.
 */
final class SharedFeatures implements AutoCloseable {

  private final Device device;

  /** A copy, as the network that it was made for may go, or learn. */
  private final Network network;

  private final StimulusBytes bytes;
  private final NetworkTables tables;
  private Lane lane;
  private DecisionBuffers decisions;
  private int users;

  /** Copies the feature layers of {@code like} to the device. */
  SharedFeatures(Device device, Network like) {
    this.device = device;
    this.network = Network.of(like.spec(), like.weights().toArrays());
    this.bytes = new StimulusBytes(like.spec());
    this.tables = new NetworkTables(device, network, like.spec().features().size());
  }

  /** Whether {@code other} sees what its decision layer sees by the same layers and weights. */
  boolean fit(Network other) {
    NetworkSpec own = network.spec();
    NetworkSpec theirs = other.spec();
    return own.input().equals(theirs.input())
        && own.encoding().equals(theirs.encoding())
        && own.features().equals(theirs.features())
        && own.decisionInputs().equals(theirs.decisionInputs())
        && own.decision().timed() == theirs.decision().timed()
        && sameWeights(other);
  }

  private boolean sameWeights(Network other) {
    for (int layer = 0; layer < network.spec().features().size(); layer++) {
      LayerWeights own = network.weights().table(layer);
      LayerWeights theirs = other.weights().table(layer);
      float[] ours = new float[own.layout().fan()];
      float[] row = new float[ours.length];
      for (int map = 0; map < own.maps(); map++) {
        own.readRow(map, ours);
        theirs.readRow(map, row);
        if (!Arrays.equals(ours, row)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Counts one network more. */
  SharedFeatures join() {
    users++;
    return this;
  }

  /** Counts one network less; returns whether none is left. */
  boolean leave() {
    users--;
    return users == 0;
  }

  StimulusBytes bytes() {
    return bytes;
  }

  /** The lane, which is made for batches of {@code capacity} images when it is first needed. */
  Lane lane(int capacity) {
    if (lane == null) {
      lane = new Lane(device, network, tables, capacity);
    }
    return lane;
  }

  /** Room for the decisions on a batch of {@code capacity} images. */
  DecisionBuffers decisions(int capacity) {
    if (decisions == null) {
      decisions = new DecisionBuffers(device, capacity);
    }
    return decisions;
  }

  /** Gives back what depends on the size of batches. */
  void closeLane() {
    if (lane != null) {
      // What it has begun may use the room for decisions, too.
      lane.close();
      lane = null;
    }
    if (decisions != null) {
      decisions.close();
      decisions = null;
    }
  }

  @Override
  public void close() {
    closeLane();
    tables.close();
  }
}
