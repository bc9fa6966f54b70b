/**
 * Measures how good spike features are: classic classifiers (softmax, support-vector machines) on
 * top of a network's last feature layer.
 */
package io.firstspike.bench.readout;
