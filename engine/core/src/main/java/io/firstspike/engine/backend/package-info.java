/**
 * Backends execute networks on batches of stimuli: {@code cpu} with the engine's own inner loops,
 * others on other hardware or with other libraries. All give the same spikes.
 */
package io.firstspike.engine.backend;
