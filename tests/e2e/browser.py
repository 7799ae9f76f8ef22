"""A headless Chromium, driven over its debugging pipe: a page is opened from a file, filled in and looked at."""

import base64
import fcntl
import json
import os
import subprocess
from pathlib import Path


class Browser:
    """One page. `asked` are the addresses of all requests, `links` what would have left the page for another program."""

    def __init__(self, folder, width=1000, height=900, dark=False, scripts=True):
        from_us, self.to_browser = os.pipe()
        self.from_browser, to_us = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (from_us, to_us)]

        def wire():
            """Chromium reads its commands from descriptor 3 and answers on 4."""
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        profile = Path(folder) / "profile"
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--disable-background-networking",
                   "--disable-component-update", "--disable-dev-shm-usage", f"--user-data-dir={profile}", "--remote-debugging-pipe",
                   "about:blank"]
        self.program = subprocess.Popen(command, pass_fds=(3, 4), preexec_fn=wire, env=os.environ | {"HOME": str(folder)},
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True)
        for end in (from_us, to_us, *ends):
            os.close(end)
        self.left, self.count, self.session = b"", 0, None
        self.events, self.asked, self.links, self.errors = [], [], [], []
        self.attach(width, height, dark, scripts)

    def attach(self, width, height, dark, scripts):
        targets = self.call("Target.getTargets")["targetInfos"]
        (page,) = [target for target in targets if target["type"] == "page"]
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.kill()
        self.program.wait()
        os.close(self.to_browser)
        os.close(self.from_browser)

    # --- the pipe ---

    def receive(self):
        while b"\0" not in self.left:
            part = os.read(self.from_browser, 1 << 16)
            if not part:
                raise RuntimeError("the browser has ended")
            self.left += part
        message, self.left = self.left.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def note(self, event):
        self.events.append(event.get("method"))
        facts = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            self.asked.append(facts["request"]["url"])
        elif event.get("method") in ("Page.frameRequestedNavigation", "Page.frameStartedNavigating") and facts["url"].startswith("mailto:"):
            if facts["url"] not in self.links:
                self.links.append(facts["url"])
        elif event.get("method") == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(facts["exceptionDetails"]))
        elif event.get("method") == "Log.entryAdded" and facts["entry"]["level"] == "error":
            self.errors.append(facts["entry"]["text"])

    # --- the page ---

    def open(self, path):
        self.events.clear()
        self.call("Page.navigate", url=Path(path).as_uri())
        while "Page.loadEventFired" not in self.events:
            self.note(self.receive())

    def run(self, script):
        """The value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"]))
        return result["result"].get("value")

    def key(self, name, code, text=""):
        """A key pressed where the focus is."""
        self.call("Input.dispatchKeyEvent", type="keyDown", key=name, code=name, windowsVirtualKeyCode=code, text=text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=name, code=name, windowsVirtualKeyCode=code)

    def picture(self, path):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        Path(path).write_bytes(base64.b64decode(data))
