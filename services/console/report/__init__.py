"""The month's report 客服月报, as analytics computed it."""
