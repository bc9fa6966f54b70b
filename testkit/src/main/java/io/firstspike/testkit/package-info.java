/**
 * What tests of jobs share: readers of topics, trained models, and the plain loop whose results a
 * job must give bit for bit.
 */
package io.firstspike.testkit;
