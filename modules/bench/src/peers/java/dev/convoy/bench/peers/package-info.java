/** Convoy beside libtorch, which runs through DJL; compiled by the profile {@code peers} alone. */
package dev.convoy.bench.peers;
