/**
 * Networks: a spec with its weights, the classifier that runs it, its decisions, and its learning
 * progress.
 */
package io.firstspike.engine.network;
