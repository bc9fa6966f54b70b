/**
 * Measures continual learning: networks and the online learners of MOA on the same streams, whose
 * classes come one after the other, whose labels or images change, or of which few are labelled.
 */
package io.firstspike.bench.continual;
