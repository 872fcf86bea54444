"""Show what a real page needs, and say which options are in force; only the tests run this page."""

import json

import plotly.graph_objects as go
import streamlit as st

from ui.ink import on_ink

NAMES = (
    "browser.gatherUsageStats",
    "client.showErrorDetails",
    "client.showErrorLinks",
    "client.toolbarMode",
    "global.disableWidgetStateDuplicationWarning",
    "runner.magicEnabled",
    "runner.postScriptGC",
    "server.address",
    "server.allowedHosts",
    "server.enableStaticServing",
    "server.fileWatcherType",
    "server.headless",
    "server.maxMessageSize",
    "server.maxUploadSize",
    "theme.baseRadius",
    "theme.dark.backgroundColor",
    "theme.font",
    "theme.light.chartCategoricalColors",
    "theme.light.primaryColor",
)

st.title("Probe")
st.code(json.dumps({name: st.get_option(name) for name in NAMES}))
st.code(json.dumps(dict(st.context.cookies)))
if st.button(on_ink("Press"), type="primary"):
    st.markdown("**Pressed**")
st.plotly_chart(go.Figure(go.Bar(x=["a", "b"], y=[1, 2])), alt="Two bars, one and two")
if st.query_params.get("fail"):
    raise RuntimeError("the secret inside")
