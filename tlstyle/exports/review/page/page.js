"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rate = data.fps[0] / data.fps[1], whole = Math.round(rate), last = data.length - 1;
  const video = one("video"), poster = one(".poster"), timeline = one(".timeline");
  const playhead = one(".playhead"), controls = one(".controls"), play = one(".play");
  let frame = 0;

  const two = (number) => String(number).padStart(2, "0");
  const timecode = (at) => {
    const seconds = Math.floor(at / whole);
    return [seconds / 3600, (seconds / 60) % 60, seconds % 60, at % whole].map((n) => two(Math.floor(n))).join(":");
  };
  const clipsAt = (at) => data.clips.filter((clip) => clip.start <= at && at < clip.end);
  const here = (at) => {
    const found = clipsAt(at), into = found.at(-1);
    const names = found.map((clip) => clip.name).join(" → ");
    return found.length > 1 ? `${names}, ${into.join}` : names;
  };

  /* the film, and where it is */
  const show = (at) => {
    frame = Math.max(0, Math.min(last, at));
    playhead.style.left = `${(100 * (frame + 0.5)) / data.length}%`;
    one(".time", controls).textContent = timecode(frame);
    one(".here", controls).textContent = here(frame);
    playhead.setAttribute("aria-valuenow", frame);
    playhead.setAttribute("aria-valuetext", `${timecode(frame)}, ${here(frame)}`);
    if (poster) showStill();
  };
  const showStill = () => {
    const pairs = all(".pair"), away = (pair) => Math.abs(pair.dataset.frame - frame);
    const nearest = pairs.reduce((a, b) => (away(b) < away(a) ? b : a));
    poster.replaceChildren(one("img:last-of-type", nearest).cloneNode());
  };
  const seek = (at) => {
    show(Math.round(at));
    if (video) video.currentTime = (frame + 0.5) / rate;
  };
  const follow = () => {
    if (!video.seeking) show(Math.floor(video.currentTime * rate + 0.01));
    if (!video.paused) requestAnimationFrame(follow);
  };
  const toggle = () => {
    if (!video || video.error) return;
    if (video.paused) video.play().catch(() => {});
    else video.pause();
  };
  const join = (way) => {
    const stops = [0, ...data.clips.slice(1).map((clip) => clip.start), last];
    const found = way > 0 ? stops.find((at) => at > frame) : stops.findLast((at) => at < frame);
    seek(found ?? (way > 0 ? last : 0));
  };

  if (video) {
    const state = () => {
      controls.classList.toggle("playing", !video.paused);
      play.setAttribute("aria-label", video.paused ? "Play" : "Pause");
    };
    const shown = all(".pair img.frame");
    if (shown.length) video.poster = shown[Math.min(2, shown.length - 1)].src;
    video.controls = false;
    video.addEventListener("play", () => { state(); follow(); });
    video.addEventListener("pause", state);
    video.addEventListener("ended", state);
    video.addEventListener("seeked", follow);
    video.addEventListener("click", toggle);
    video.addEventListener("error", () => { one(".unplayed").hidden = false; play.disabled = true; });
    if (video.error) video.dispatchEvent(new Event("error"));
    one(".mute").addEventListener("click", () => {
      video.muted = !video.muted;
      controls.classList.toggle("muted", video.muted);
      one(".mute").setAttribute("aria-pressed", video.muted);
    });
    one(".full").addEventListener("click", () => {
      if (video.requestFullscreen) video.requestFullscreen().catch(() => {});
      else if (video.webkitEnterFullscreen) video.webkitEnterFullscreen();
    });
  }
  play.addEventListener("click", toggle);
  for (const button of all(".play, .mute, .full")) button.disabled = !video;
  one(".mute").hidden = !data.sound;
  for (const part of [controls, playhead, one(".keys")]) part.hidden = false;

  /* the timeline, and keys */
  const placeOf = (event) => {
    const box = timeline.getBoundingClientRect();
    return Math.floor(((event.clientX - box.left) / box.width) * data.length);
  };
  timeline.addEventListener("pointerdown", (event) => {
    if (event.button || event.target.closest("a")) return;
    timeline.setPointerCapture(event.pointerId);
    seek(placeOf(event));
    playhead.focus({ preventScroll: true });
    event.preventDefault();
  });
  timeline.addEventListener("pointermove", (event) => {
    if (timeline.hasPointerCapture(event.pointerId)) seek(placeOf(event));
  });

  const keys = {
    " ": toggle,
    ArrowLeft: (event) => seek(frame - (event.shiftKey ? whole : 1)),
    ArrowRight: (event) => seek(frame + (event.shiftKey ? whole : 1)),
    Home: () => seek(0),
    End: () => seek(last),
    j: () => join(1),
    k: () => join(-1),
  };
  document.addEventListener("keydown", (event) => {
    const key = keys[event.key];
    if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, .wide")) return;
    if (event.key === " " && event.target.closest("button, a")) return;
    event.preventDefault();
    key(event);
  });

  /* stills and frames */
  for (const sequence of all(".sequence")) {
    const compare = one(".compare", sequence), pictures = one(".pictures", compare);
    const pairs = all(".pair", sequence), slider = one("input", compare);
    const slide = () => {
      compare.style.setProperty("--at", `${slider.value}%`);
      slider.setAttribute("aria-valuetext", `${slider.value} % as filmed`);
    };
    const take = (pair) => {
      pictures.replaceChildren(...all("img", pair).map((image) => image.cloneNode()));
      for (const each of pairs) each.setAttribute("aria-pressed", each === pair);
      compare.classList.toggle("unpainted", !one("img.frame", pair));
      if (one("img.frame", pair)) pictures.append(Object.assign(document.createElement("span"), { className: "handle" }));
    };
    for (const pair of pairs) {
      pair.addEventListener("click", () => { take(pair); if (video) video.pause(); seek(Number(pair.dataset.frame)); });
    }
    slider.addEventListener("input", slide);
    if (pairs.length) {
      take(pairs[Math.floor(pairs.length / 2)]);
      slide();
      compare.hidden = false;
    }
  }

  show(0);

  /* a newer page, where this one is served: it goes on where this one was */
  if (document.body.dataset.live) {
    seek(Number(sessionStorage.getItem("frame")));
    new EventSource(document.body.dataset.live).onmessage = () => {
      sessionStorage.setItem("frame", frame);
      location.reload();
    };
  }
})();
